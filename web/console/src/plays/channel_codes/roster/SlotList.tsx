/** Every slot as a line with exact hours: the keyboard's equal of the grid, and where overlaps are told. */
import { DeleteOutlined, PlusOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { StaffPicker } from "../../../parts/staff";
import { FieldProblems } from "../fields/Field";
import { WeeklyFields } from "../fields/WindowFields";
import type { Overlap, Slot } from "./roster";
import styles from "./RosterEditor.module.css";

interface Props {
  slots: Slot[];
  path: string;
  conflicts: Overlap[];
  nameOf: (id: string) => string;
  selected: number | null;
  onChange: (slots: Slot[]) => void;
  onMerge: () => void;
}

export function SlotList({ slots, path, conflicts, nameOf, selected, onChange, onMerge }: Props) {
  const { t } = useTranslation("channel_codes");
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (selected !== null) list.current?.children[selected]?.scrollIntoView?.({ block: "nearest", behavior: "smooth" });
  }, [selected]);

  const patch = (index: number, change: Partial<Slot>) =>
    onChange(slots.map((slot, at) => (at === index ? { ...slot, ...change } : slot)));
  const conflictOf = (index: number) => conflicts.find((conflict) => conflict.slots.includes(index));
  return (
    <>
      <ul ref={list} className={styles.slots} aria-label={t("roster.slots")}>
        {slots.map((slot, index) => {
          const conflict = conflictOf(index);
          return (
            <li
              key={index}
              className={styles.slot}
              data-field={`${path}.${index}`}
              data-selected={selected === index || undefined}
              data-conflict={conflict ? true : undefined}
            >
              <div className={styles.slotTop}>
                <WeeklyFields value={slot} onChange={(change) => patch(index, change)} />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("roster.delete_slot", { number: index + 1 })}
                  onClick={() => onChange(slots.filter((_, at) => at !== index))}
                />
              </div>
              <div className={styles.slotStaff}>
                <StaffPicker value={slot.staff_ids} max={100} onChange={(staff_ids) => patch(index, { staff_ids })} />
              </div>
              {conflict && <Conflict conflict={conflict} index={index} nameOf={nameOf} onMerge={onMerge} />}
              <FieldProblems path={`${path}.${index}`} />
            </li>
          );
        })}
      </ul>
      <Button
        type="dashed"
        block
        icon={<PlusOutlined />}
        onClick={() => onChange([...slots, { weekdays: [1, 2, 3, 4, 5], from: "09:00", to: "18:00", staff_ids: [] }])}
      >
        {t("roster.add_slot")}
      </Button>
    </>
  );
}

type ConflictProps = Pick<Props, "nameOf" | "onMerge"> & { conflict: Overlap; index: number };

function Conflict({ conflict, index, nameOf, onMerge }: ConflictProps) {
  const { t } = useTranslation("channel_codes");
  const other = conflict.slots[0] === index ? conflict.slots[1] : conflict.slots[0];
  return (
    <p className={styles.conflict} role="alert">
      <WarningFilled />
      {t("roster.overlap", {
        staff: conflict.staffIds.map(nameOf).join(t("list_separator")),
        other: other + 1,
        hours: Math.round(conflict.minutes / 6) / 10,
      })}
      <Button size="small" type="link" onClick={onMerge}>
        {t("roster.merge")}
      </Button>
    </p>
  );
}
