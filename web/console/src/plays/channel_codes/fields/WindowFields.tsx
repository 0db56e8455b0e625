/** The hours of one window: weekdays or dates, from when to when, also past midnight. */
import { DatePicker, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";

import type { SpecialWindow, Window } from "@siyu/shared/api";

import { minuteOfDay, WEEKDAYS } from "../roster/week";
import styles from "./WindowFields.module.css";

interface Props<W> {
  value: W;
  onChange: (patch: Partial<W>) => void;
}

export function WeeklyFields({ value, onChange }: Props<Window>) {
  return (
    <div className={styles.window}>
      <Weekdays value={value.weekdays} onChange={(weekdays) => onChange({ weekdays })} />
      <Hours value={value} onChange={onChange} />
    </div>
  );
}

export function SpecialFields({ value, onChange }: Props<SpecialWindow>) {
  const { t } = useTranslation("channel_codes");
  return (
    <div className={styles.window}>
      <DatePicker.RangePicker
        aria-label={t("window.dates")}
        allowClear={false}
        value={[dayjs(value.from_date), dayjs(value.to_date)]}
        onChange={(days) => {
          const [first, last] = days ?? [];
          if (first && last) onChange({ from_date: isoDay(first), to_date: isoDay(last) });
        }}
      />
      <Hours value={value} onChange={onChange} />
    </div>
  );
}

function Weekdays({ value, onChange }: { value: number[]; onChange: (weekdays: number[]) => void }) {
  const { t } = useTranslation("channel_codes");
  const flip = (weekday: number) =>
    onChange(value.includes(weekday) ? value.filter((day) => day !== weekday) : [...value, weekday].sort((a, b) => a - b));
  return (
    <div role="group" aria-label={t("window.weekdays")} className={styles.weekdays}>
      {WEEKDAYS.map((weekday) => (
        <button
          key={weekday}
          type="button"
          aria-pressed={value.includes(weekday)}
          aria-label={t(`weekday.${weekday}`)}
          onClick={() => flip(weekday)}
        >
          {t(`weekday_short.${weekday}`)}
        </button>
      ))}
    </div>
  );
}

type Range = Pick<Window, "from" | "to">;

function Hours({ value, onChange }: { value: Range; onChange: (patch: Partial<Range>) => void }) {
  const { t } = useTranslation("channel_codes");
  return (
    <div className={styles.hours}>
      <Time label={t("window.from")} value={value.from} onChange={(from) => onChange({ from })} />
      <span aria-hidden>–</span>
      <Time label={t("window.to")} value={value.to} onChange={(to) => onChange({ to })} />
      <span className={styles.note}>{t(`window.${spanKind(value)}`)}</span>
    </div>
  );
}

/** How the hours lie: within one day, past midnight, or the whole 24 hours. */
export function spanKind({ from, to }: Range): "same_day" | "next_day" | "whole_day" {
  if (from === to) return "whole_day";
  return minuteOfDay(to) < minuteOfDay(from) ? "next_day" : "same_day";
}

function Time({ label, value, onChange }: { label: string; value: string; onChange: (time: string) => void }) {
  return (
    <TimePicker
      aria-label={label}
      className={styles.time}
      format="HH:mm"
      minuteStep={5}
      allowClear={false}
      needConfirm={false}
      value={dayjs(`2000-01-01T${value}`)}
      onChange={(time: Dayjs | null) => time && onChange(time.format("HH:mm"))}
    />
  );
}

const isoDay = (day: Dayjs): string => day.format("YYYY-MM-DD");
