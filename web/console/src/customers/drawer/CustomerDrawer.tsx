/** One customer beside the list: who they are, each adviser who follows them, and all that happened, with its reasons. */
import { TagsOutlined } from "@ant-design/icons";
import { Button, Skeleton, Tabs, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Customer, CustomerDetail } from "@siyu/shared/api";
import { Avatar } from "@siyu/shared/chat-ui";
import { dateTime } from "@siyu/shared/format";

import { useMay } from "../../app/session";
import { DetailDrawer } from "../../parts/DetailDrawer";
import { ErrorState } from "../../parts/EmptyState";
import type { Walk } from "../../parts/table";
import { useCustomer } from "../customers";
import { RelationState } from "../RelationState";
import { TagModal } from "../TagModal";
import styles from "./Drawer.module.css";
import { RelationPane } from "./RelationPane";
import { Timeline } from "./Timeline";

interface Props {
  personId: string;
  row: Customer | undefined;
  walk: Walk;
}

export function CustomerDrawer({ personId, row, walk }: Props) {
  const { t } = useTranslation("customers");
  const { data, error, refetch } = useCustomer(personId);
  return (
    <DetailDrawer title={data?.name ?? row?.name ?? t("drawer.title")} walk={walk} extra={<EditTags personId={personId} />}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <div className={styles.sheet}>
          <Identity person={data} />
          <Followers person={data} />
          <Timeline personId={personId} />
        </div>
      ) : (
        <Skeleton active avatar title={false} paragraph={{ rows: 8 }} />
      )}
    </DetailDrawer>
  );
}

function EditTags({ personId }: { personId: string }) {
  const { t } = useTranslation("customers");
  const [isOpen, setOpen] = useState(false);
  if (!useMay("customers.write")) return null;
  return (
    <>
      <Button icon={<TagsOutlined />} onClick={() => setOpen(true)}>
        {t("tag.edit")}
      </Button>
      {isOpen && <TagModal count={1} target={{ person_ids: [personId] }} onClose={() => setOpen(false)} />}
    </>
  );
}

function Identity({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation("customers");
  const phones = [...new Set(person.relations.flatMap((relation) => relation.phones_masked))];
  return (
    <section className={styles.identity}>
      <Avatar face={person} size={56} />
      <div className={styles.who}>
        <h2>
          {person.name} <Tag>{person.type === 2 ? (person.corp_name ?? t("type.2")) : t("type.1")}</Tag>
          {person.gender > 0 && <Tag>{t(`gender.${person.gender}`)}</Tag>}
        </h2>
        <dl>
          <Fact name={t("column.added_at")} value={dateTime(person.added_at)} />
          <Fact name={t("column.last_event_at")} value={dateTime(person.last_event_at)} />
          {phones.length > 0 && <Fact name={t("drawer.phones")} value={phones.join(" · ")} />}
          {person.identities.map((identity) => (
            <Fact
              key={`${identity.namespace} ${identity.scope} ${identity.value_masked}`}
              name={t(`identity.${identity.namespace}`, { defaultValue: identity.namespace })}
              value={identity.value_masked}
            />
          ))}
        </dl>
      </div>
    </section>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Followers({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation("customers");
  return (
    <section>
      <h3>{t("drawer.followers", { count: person.relations.length })}</h3>
      <Tabs
        items={person.relations.map((relation) => ({
          key: relation.relation_id,
          label: (
            <span className={styles.tab}>
              <Avatar face={relation.staff} size={20} />
              {relation.staff.name}
              {relation.state !== "following" && <RelationState state={relation.state} />}
            </span>
          ),
          children: <RelationPane relation={relation} />,
        }))}
      />
    </section>
  );
}
