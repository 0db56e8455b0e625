/** One number with its definition, how it moved, and the list behind it. */
import { InfoCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { compact, exact, NO_DATA } from "@siyu/shared/format";

import styles from "./MetricCard.module.css";

interface Props {
  label: string;
  /** How the number is counted. */
  definition: string;
  value: number | null | undefined;
  previous?: number | null;
  /** What `previous` is: "yesterday", "the period before". */
  previousLabel?: string;
  /** Whether growth is welcome; colour never says it alone. */
  wanted?: "more" | "less" | "neither";
  format?: (value: number | null | undefined) => string;
  /** The list the number was counted from. */
  to?: string | null;
}

export function MetricCard({ label, definition, value, previous, previousLabel, wanted = "more", format = compact, to }: Props) {
  const { t } = useTranslation("parts");
  const figure = (
    <span className={styles.value} title={format === compact ? exact(value) : undefined}>
      {format(value)}
    </span>
  );
  return (
    <article className={styles.card} data-linked={to ? true : undefined}>
      <h2 className={styles.label}>
        {label}
        <Tooltip title={definition}>
          <button type="button" className={styles.info} aria-label={t("metric.definition", { label, definition })}>
            <InfoCircleOutlined />
          </button>
        </Tooltip>
      </h2>
      {to ? (
        <Link to={to} className={styles.link} aria-label={t("metric.open", { label, value: format(value) })}>
          {figure}
        </Link>
      ) : (
        figure
      )}
      {previousLabel !== undefined && (
        <p className={styles.change}>
          <span>
            {previousLabel} {format(previous)}
          </span>
          <Change value={value} previous={previous} wanted={wanted} format={format} />
        </p>
      )}
    </article>
  );
}

type ChangeProps = Pick<Props, "value" | "previous"> & Required<Pick<Props, "wanted" | "format">>;

function Change({ value, previous, wanted, format }: ChangeProps) {
  const { t } = useTranslation("parts");
  if (value === null || value === undefined || previous === null || previous === undefined) return null;
  const change = value - previous;
  if (change === 0) return <span>{t("metric.same")}</span>;
  const isBad = wanted !== "neither" && change > 0 !== (wanted === "more");
  return (
    <span className={styles.moved} data-bad={isBad || undefined}>
      {change > 0 ? "▲" : "▼"} {format(Math.abs(change)) || NO_DATA}
      {isBad && ` ${t("metric.worse")}`}
    </span>
  );
}
