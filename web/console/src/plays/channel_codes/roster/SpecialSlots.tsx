/** Duty on special dates, which set the weekly roster aside on those days. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";
import { date } from "@siyu/shared/format";

import { useSession } from "../../../app/session";
import { StaffPicker } from "../../../parts/staff";
import { FieldProblems } from "../fields/Field";
import { SpecialFields } from "../fields/WindowFields";
import styles from "./RosterEditor.module.css";

type SpecialSlot = CodeDraft["staff"]["special"][number];

interface Props {
  slots: SpecialSlot[];
  onChange: (slots: SpecialSlot[]) => void;
}

export function SpecialSlots({ slots, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const today = date(useSession().now);
  const patch = (index: number, change: Partial<SpecialSlot>) =>
    onChange(slots.map((slot, at) => (at === index ? { ...slot, ...change } : slot)));
  return (
    <>
      <ul className={styles.slots} aria-label={t("special.slots")}>
        {slots.map((slot, index) => (
          <li key={index} className={styles.slot} data-field={`staff.special.${index}`}>
            <div className={styles.slotTop}>
              <SpecialFields value={slot} onChange={(change) => patch(index, change)} />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t("special.delete", { number: index + 1 })}
                onClick={() => onChange(slots.filter((_, at) => at !== index))}
              />
            </div>
            <div className={styles.slotStaff}>
              <StaffPicker value={slot.staff_ids} max={100} onChange={(staff_ids) => patch(index, { staff_ids })} />
            </div>
            <FieldProblems path={`staff.special.${index}`} />
          </li>
        ))}
      </ul>
      <Button
        type="dashed"
        block
        icon={<PlusOutlined />}
        onClick={() => onChange([...slots, { from_date: today, to_date: today, from: "09:00", to: "18:00", staff_ids: [] }])}
      >
        {t("special.add")}
      </Button>
    </>
  );
}
