/** Who is on duty when: choose people, paint their hours on the week, refine each slot below. */
import { App, Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { seriesColours } from "@siyu/shared/tokens";

import { usePreferences } from "../../../app/preferences";
import { StaffPicker, useStaffById } from "../../../parts/staff";
import { STAFF_MAX } from "../editor/draft";
import { mergeOverlaps, overlaps, paint, rectangle, uncoveredMinutes, type Slot } from "./roster";
import { Brushes } from "./Brushes";
import styles from "./RosterEditor.module.css";
import { RosterGrid } from "./RosterGrid";
import { SlotList } from "./SlotList";

interface Props {
  roster: Slot[];
  onChange: (roster: Slot[]) => void;
}

export function RosterEditor({ roster, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const names = useStaffById();
  const crew = useCrew(roster);
  const [chosen, setBrush] = useState<string[] | null>(null);
  const [isErasing, setErasing] = useState(false);
  const [selected, setSelected] = useState<number | null>(null);
  const conflicts = useMemo(() => overlaps(roster), [roster]);
  const hueOf = useHues(crew.known);
  // With one person there is nobody else to choose.
  const brush = (chosen ?? (crew.ids.length === 1 ? crew.ids : [])).filter((id) => crew.ids.includes(id));
  const nameOf = (id: string) => names.get(id)?.name ?? t("roster.unknown");
  const askForBrush = () => void message.info(t("roster.choose_first"));
  const change = (next: Slot[]) => {
    setSelected(null);
    onChange(next);
  };
  const fillWorkdays = () => {
    if (brush.length === 0) return askForBrush();
    change(paint(roster, brush, rectangle({ weekday: 1, row: 18 }, { weekday: 5, row: 35 }, 30)));
  };

  return (
    <div className={styles.editor}>
      <div className={styles.tools}>
        <Brushes ids={crew.ids} value={brush} onChange={setBrush} onRemove={(id) => change(crew.without(id))} nameOf={nameOf} hueOf={hueOf} />
        <StaffPicker value={[]} onChange={crew.add} max={STAFF_MAX} label={t("roster.crew")} />
      </div>
      <div className={styles.tools}>
        <Segmented
          aria-label={t("roster.tool")}
          value={isErasing ? "erase" : "paint"}
          onChange={(tool) => setErasing(tool === "erase")}
          options={(["paint", "erase"] as const).map((tool) => ({ value: tool, label: t(`roster.${tool}`) }))}
        />
        <Button onClick={fillWorkdays}>{t("roster.workdays")}</Button>
        <Button disabled={roster.length === 0} onClick={() => change([])}>
          {t("roster.clear")}
        </Button>
      </div>
      <p id="roster-keys" className={styles.keys}>
        {t("roster.keys")}
      </p>
      <RosterGrid
        roster={roster}
        onChange={change}
        brush={brush}
        isErasing={isErasing}
        nameOf={nameOf}
        hueOf={hueOf}
        conflicts={new Set(conflicts.flatMap((conflict) => conflict.slots))}
        selected={selected}
        onSelect={setSelected}
        onNobody={askForBrush}
      />
      <p className={styles.coverage} role="status">
        {t("roster.uncovered", { hours: Math.round(uncoveredMinutes(roster) / 6) / 10 })}
      </p>
      <SlotList
        slots={roster}
        path="staff.roster"
        conflicts={conflicts}
        nameOf={nameOf}
        selected={selected}
        onChange={onChange}
        onMerge={() => change(mergeOverlaps(roster))}
      />
    </div>
  );
}

/** The people of the roster, and those chosen who have no hours yet. */
function useCrew(roster: Slot[]) {
  const [extra, setExtra] = useState<string[]>([]);
  const present = new Set([...roster.flatMap((slot) => slot.staff_ids), ...extra]);
  // In the order they came, so that nobody's place and colour changes while others are painted.
  const [known, setKnown] = useState([...present]);
  const fresh = [...present].filter((id) => !known.includes(id));
  if (fresh.length > 0) setKnown([...known, ...fresh]);
  const ids = known.filter((id) => present.has(id));
  const without = (gone: string) => {
    setExtra((before) => before.filter((id) => id !== gone));
    return roster
      .map((slot) => ({ ...slot, staff_ids: slot.staff_ids.filter((id) => id !== gone) }))
      .filter((slot) => slot.staff_ids.length > 0);
  };
  return { ids, known, add: (more: string[]) => setExtra((before) => [...before, ...more]), without };
}

function useHues(ids: string[]): (id: string) => string {
  const theme = usePreferences((state) => state.theme);
  const hues = seriesColours[theme];
  return (id) => hues[Math.max(0, ids.indexOf(id)) % hues.length] ?? "currentColor";
}
