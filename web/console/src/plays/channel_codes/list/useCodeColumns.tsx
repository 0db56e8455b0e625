/** The columns of the list of codes. */
import { QrcodeOutlined } from "@ant-design/icons";
import { Space, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import type { Code } from "@siyu/shared/api";
import { dateTime, exact, rate } from "@siyu/shared/format";

import type { QueryColumn } from "../../../parts/table";
import { useTags } from "../../../parts/tags";
import { qrUrl } from "../codes";
import { StaffFaces } from "../StaffFaces";
import { CodeActions } from "./CodeActions";
import { HealthBadges } from "./HealthBadges";
import styles from "./List.module.css";

const TAGS_SHOWN = 1;
/** The smallest the server draws; sharp on a dense screen at 40 px. */
const THUMB_PX = 120;

export function useCodeColumns(): QueryColumn<Code>[] {
  const { t } = useTranslation("channel_codes");
  const figure = { align: "right", className: "sy-number" } as const;
  return [
    { key: "name", title: t("column.code"), width: 212, fixed: "left", sort: "name", isAlways: true, render: (code) => <NameCell code={code} /> },
    { key: "health", title: t("column.health"), width: 106, render: (code) => <HealthBadges code={code} /> },
    { key: "on_duty", title: t("column.on_duty"), width: 126, render: (code) => <DutyCell code={code} /> },
    { key: "today", title: t("column.today"), width: 76, ...figure, render: (code) => <Added code={code} count={code.today.added} /> },
    { key: "total", title: t("column.total"), width: 94, ...figure, sort: "added", render: (code) => <Added code={code} count={code.total.added} /> },
    { key: "loss", title: t("column.loss"), width: 68, ...figure, render: (code) => rate(code.total.lost, code.total.added) },
    { key: "tags", title: t("column.tags"), width: 108, render: (code) => <TagsCell ids={code.labels.tag_ids} /> },
    { key: "kind", title: t("column.kind"), width: 110, isExtra: true, render: (code) => t(`kind.${code.kind}`) },
    { key: "created_at", title: t("column.created_at"), width: 150, isExtra: true, sort: "created_at", render: (code) => <span className="sy-number">{dateTime(code.created_at)}</span> },
    { key: "actions", title: t("column.actions"), fixed: "right", width: 82, isAlways: true, render: (code) => <CodeActions code={code} /> },
  ];
}

function NameCell({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  const { search, state } = useLocation();
  const open = new URLSearchParams(search);
  open.set("open", code.id);
  const line = [code.remark, code.state === "paused" ? t("state.paused") : ""].filter(Boolean).join(" · ");
  return (
    <span className={styles.code}>
      {code.sync.config_id ? (
        <img className={styles.thumb} src={qrUrl(code, THUMB_PX, false)} alt="" loading="lazy" />
      ) : (
        <span className={styles.noThumb} aria-hidden>
          <QrcodeOutlined />
        </span>
      )}
      <span className={styles.names}>
        <Link to={{ search: open.toString() }} state={state} title={code.name}>
          <strong>{code.name}</strong>
        </Link>
        <small>{line || t(`kind.${code.kind}`)}</small>
      </span>
    </span>
  );
}

function DutyCell({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  if (code.on_duty_now.length === 0) return <span className={styles.dim}>{t("duty.nobody")}</span>;
  return <StaffFaces staff={code.on_duty_now} max={1} />;
}

/** A count that leads to the customers it counts. */
function Added({ code, count }: { code: Code; count: number }) {
  const { t } = useTranslation("channel_codes");
  if (count === 0) return exact(0);
  return (
    <Link to={`/customers?code_id=${code.id}`} aria-label={t("list.customers_of", { name: code.name, count })}>
      {exact(count)}
    </Link>
  );
}

function TagsCell({ ids }: { ids: string[] }) {
  const tags = useTags().data?.groups.flatMap((group) => group.tags) ?? [];
  const names = ids.map((id) => tags.find((tag) => tag.id === id)?.name).filter((name) => name !== undefined);
  const rest = names.slice(TAGS_SHOWN);
  return (
    <Space size={[4, 4]} wrap>
      {names.slice(0, TAGS_SHOWN).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.join(" · ")}>
          <Tag tabIndex={0}>{`+${rest.length}`}</Tag>
        </Tooltip>
      )}
    </Space>
  );
}
