/** One adviser's view of the customer: remark, origin, state, and each tag with its source and reason. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { AppliedTag, CustomerDetail } from "@siyu/shared/api";
import { dateTime, NO_DATA } from "@siyu/shared/format";

import { ExplainPopover } from "../../parts/ExplainPopover";
import { RelationState } from "../RelationState";
import { settingLink } from "../settingLink";
import { useAddWay } from "../useAddWay";
import styles from "./Drawer.module.css";

type Relation = CustomerDetail["relations"][number];

export function RelationPane({ relation }: { relation: Relation }) {
  const { t } = useTranslation("customers");
  const addWay = useAddWay();
  const { origin } = relation;
  return (
    <div>
      <dl className={styles.rows}>
        <dt>{t("relation.state")}</dt>
        <dd>
          <RelationState state={relation.state} /> {relation.lost_at && dateTime(relation.lost_at)}
        </dd>
        <dt>{t("relation.origin")}</dt>
        <dd>
          {origin ? origin.kind === "channel_code" ? <Link to={`/codes?open=${origin.id}`}>{origin.name}</Link> : origin.name : NO_DATA}
          {" · "}
          {addWay(relation.add_way)}
        </dd>
        <dt>{t("column.added_at")}</dt>
        <dd>{dateTime(relation.added_at)}</dd>
        <dt>{t("column.remark")}</dt>
        <dd>{relation.remark || NO_DATA}</dd>
        <dt>{t("relation.description")}</dt>
        <dd>{relation.description || NO_DATA}</dd>
      </dl>
      <h4 className={styles.subtitle}>{t("relation.tags", { count: relation.tags.length })}</h4>
      {relation.tags.length === 0 ? (
        <p className={styles.none}>{t("relation.no_tags")}</p>
      ) : (
        <ul className={styles.tags}>
          {relation.tags.map((tag) => (
            <li key={tag.id}>
              <AppliedTagLine tag={tag} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function AppliedTagLine({ tag }: { tag: AppliedTag }) {
  const { t } = useTranslation("customers");
  return (
    <>
      <Tag title={`${tag.group_name} / ${tag.name}`}>
        {tag.name}
      </Tag>
      <span className={styles.source}>
        {t(`source.${tag.source}`, { defaultValue: tag.source })} · {dateTime(tag.applied_at)}
      </span>
      {!tag.confirmed && (
        <Tooltip title={t("relation.unconfirmed_hint")}>
          <Tag icon={<ClockCircleOutlined />} color="warning">
            {t("relation.unconfirmed")}
          </Tag>
        </Tooltip>
      )}
      {tag.reason_code && <ExplainPopover reasonCode={tag.reason_code} reasonParams={tag.reason_params} settingLink={settingLink(tag.reason_params)} />}
    </>
  );
}
