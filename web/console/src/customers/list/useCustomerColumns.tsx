/** The columns of the list of customers. */
import { Space, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import type { Customer, Relation } from "@siyu/shared/api";
import { Avatar } from "@siyu/shared/chat-ui";
import { dateTime } from "@siyu/shared/format";

import type { QueryColumn } from "../../parts/table";
import { RelationState } from "../RelationState";
import { useAddWay } from "../useAddWay";
import styles from "./Customers.module.css";

const [STAFF_SHOWN, TAGS_SHOWN] = [2, 2];

export function useCustomerColumns(): QueryColumn<Customer>[] {
  const { t } = useTranslation("customers");
  const addWay = useAddWay();
  const stamp = (at: string | null) => <span className="sy-number">{dateTime(at)}</span>;
  return [
    { key: "name", title: t("column.name"), width: 220, fixed: "left", sort: "name", isAlways: true, render: (person) => <NameCell person={person} /> },
    { key: "staff", title: t("column.staff"), width: 210, render: (person) => <StaffCell relations={person.relations} /> },
    { key: "tags", title: t("column.tags"), width: 220, render: (person) => <TagsCell tags={person.tags} /> },
    { key: "origin", title: t("column.origin"), width: 160, render: (person) => <OriginCell relation={person.relations[0]} addWay={addWay} /> },
    { key: "added_at", title: t("column.added_at"), width: 148, sort: "added_at", render: (person) => stamp(person.added_at) },
    { key: "last_event_at", title: t("column.last_event_at"), width: 140, render: (person) => stamp(person.last_event_at) },
    { key: "remark", title: t("column.remark"), isExtra: true, render: (person) => person.relations.map((relation) => relation.remark).filter(Boolean).join(t("list_separator")) },
    { key: "add_way", title: t("column.add_way"), isExtra: true, render: (person) => addWay(person.relations[0]?.add_way) },
  ];
}

function NameCell({ person }: { person: Customer }) {
  const { t } = useTranslation("customers");
  const { search, state } = useLocation();
  const open = new URLSearchParams(search);
  open.set("open", person.person_id);
  const remark = person.relations.find((relation) => relation.remark && relation.remark !== person.name)?.remark;
  return (
    <span className={styles.person}>
      <Avatar face={person} size={36} />
      <span className={styles.names}>
        <Link to={{ search: open.toString() }} state={state} title={person.name}>
          <strong>{person.name}</strong>
        </Link>
        <small title={remark}>{remark ?? (person.type === 2 ? `@${person.corp_name ?? t("type.2")}` : t("type.1"))}</small>
      </span>
    </span>
  );
}

function StaffCell({ relations }: { relations: Relation[] }) {
  const rest = relations.slice(STAFF_SHOWN);
  return (
    <span className={styles.lines}>
      {relations.slice(0, STAFF_SHOWN).map((relation) => (
        <span key={relation.relation_id} className={styles.staff}>
          <Avatar face={relation.staff} size={22} />
          <span>{relation.staff.name}</span>
          <RelationState state={relation.state} />
        </span>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.map((relation) => relation.staff.name).join(" · ")}>
          <small>{`+${rest.length}`}</small>
        </Tooltip>
      )}
    </span>
  );
}

function TagsCell({ tags }: { tags: Customer["tags"] }) {
  const rest = tags.slice(TAGS_SHOWN);
  return (
    <Space size={[4, 4]} wrap>
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag.id} title={`${tag.group_name} / ${tag.name}`} className={styles.tag}>
          {tag.name}
        </Tag>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.map((tag) => tag.name).join(" · ")}>
          <Tag>{`+${rest.length}`}</Tag>
        </Tooltip>
      )}
    </Space>
  );
}

function OriginCell({ relation, addWay }: { relation: Relation | undefined; addWay: (way: number | undefined) => string }) {
  const origin = relation?.origin;
  if (!origin) return <span className={styles.dim}>{addWay(relation?.add_way)}</span>;
  if (origin.kind !== "channel_code") return origin.name;
  return (
    <Link to={`/codes?open=${origin.id}`} className={styles.origin} title={origin.name}>
      {origin.name}
    </Link>
  );
}
