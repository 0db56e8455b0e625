/** A span of days: the usual ones at a click, any other by hand, and a comparison with the period before. */
import { Checkbox, DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

import { date } from "@siyu/shared/format";

import { useSession } from "../app/session";
import styles from "./DateBar.module.css";
import { presetOf, spanOf, SPANS, type DateSpan, type SpanName } from "./dates";

interface Props {
  value: DateSpan;
  onChange: (span: DateSpan) => void;
  /** Longest span in days; said to the reader. */
  maxDays?: number;
  compares?: boolean;
  onCompare?: (compares: boolean) => void;
}

export function DateBar({ value, onChange, maxDays = 366, compares, onCompare }: Props) {
  const { t } = useTranslation("parts");
  const today = date(useSession().now);
  const preset = presetOf(value, today);
  return (
    <div className={styles.bar}>
      <Segmented<SpanName | "custom">
        className={styles.presets}
        aria-label={t("dates.presets")}
        value={preset ?? "custom"}
        options={[...SPANS, ...(preset ? [] : ["custom" as const])].map((name) => ({ value: name, label: t(`dates.${name}`) }))}
        onChange={(name) => name !== "custom" && onChange(spanOf(name, today))}
      />
      <DatePicker.RangePicker
        aria-label={t("dates.custom")}
        allowClear={false}
        value={[dayjs(value.from), dayjs(value.to)]}
        maxDate={dayjs(today)}
        disabledDate={(day, { from }) => from !== undefined && Math.abs(day.diff(from, "day")) >= maxDays}
        onChange={(days) => {
          const [from, to] = days ?? [];
          if (from && to) onChange({ from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD") });
        }}
      />
      {onCompare && (
        <Checkbox checked={compares} onChange={(event) => onCompare(event.target.checked)}>
          {t("dates.compare")}
        </Checkbox>
      )}
      <small className={styles.note}>{t("dates.note", { days: maxDays })}</small>
    </div>
  );
}
