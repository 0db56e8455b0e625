/** Welcomes of their own for windows of the week and for special dates. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { CodeDraft, Message } from "@siyu/shared/api";
import { date } from "@siyu/shared/format";

import { useSession } from "../../../app/session";
import { FieldProblems } from "../fields/Field";
import { SpecialFields, WeeklyFields } from "../fields/WindowFields";
import { MessageComposer } from "../message/MessageComposer";
import { EMPTY_MESSAGE } from "./draft";
import styles from "./Editor.module.css";

interface Props<P> {
  periods: P[];
  onChange: (periods: P[]) => void;
  shown: string;
  show: (message: string) => void;
}

type Weekly = CodeDraft["welcome"]["weekly"][number];
type Special = CodeDraft["welcome"]["special"][number];

export function WeeklyPeriods(props: Props<Weekly>) {
  const fresh = (): Weekly => ({ weekdays: [1, 2, 3, 4, 5, 6, 7], from: "20:00", to: "09:00", message: EMPTY_MESSAGE });
  return <Periods {...props} name="weekly" fresh={fresh} fields={(value, onChange) => <WeeklyFields value={value} onChange={onChange} />} />;
}

export function SpecialPeriods(props: Props<Special>) {
  const today = date(useSession().now);
  const fresh = (): Special => ({ from_date: today, to_date: today, from: "00:00", to: "00:00", message: EMPTY_MESSAGE });
  return <Periods {...props} name="special" fresh={fresh} fields={(value, onChange) => <SpecialFields value={value} onChange={onChange} />} />;
}

interface PeriodsProps<P> extends Props<P> {
  name: "weekly" | "special";
  fresh: () => P;
  fields: (value: P, onChange: (patch: Partial<P>) => void) => ReactNode;
}

function Periods<P extends { message: Message }>({ periods, onChange, shown, show, name, fresh, fields }: PeriodsProps<P>) {
  const { t } = useTranslation("channel_codes");
  const patch = (index: number, change: Partial<P>) =>
    onChange(periods.map((period, at) => (at === index ? { ...period, ...change } : period)));
  return (
    <>
      {periods.map((period, index) => {
        const place = `${name}.${index}`;
        return (
          <div
            key={index}
            className={styles.period}
            data-field={`welcome.${place}`}
            data-shown={shown === place || undefined}
            onFocus={() => show(place)}
          >
            <div className={styles.periodTop}>
              {fields(period, (change) => patch(index, change))}
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t(`welcome.delete_${name}`, { number: index + 1 })}
                onClick={() => onChange(periods.filter((_, at) => at !== index))}
              />
            </div>
            <MessageComposer
              path={`welcome.${place}.message`}
              value={period.message}
              onChange={(message) => patch(index, { message } as Partial<P>)}
            />
            {["from", "to", "weekdays", "from_date", "to_date"].map((key) => (
              <FieldProblems key={key} path={`welcome.${place}.${key}`} />
            ))}
            <FieldProblems path={`welcome.${place}`} isDeep={false} />
          </div>
        );
      })}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        style={{ marginBottom: 16 }}
        onClick={() => {
          onChange([...periods, fresh()]);
          show(`${name}.${periods.length}`);
        }}
      >
        {t(`welcome.add_${name}`)}
      </Button>
    </>
  );
}
