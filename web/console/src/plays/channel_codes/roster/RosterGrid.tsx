/** The week as seven columns of 24 hours; drag, or use the arrow keys, to put the chosen staff on duty. */
import { WarningFilled } from "@ant-design/icons";
import { useMemo, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import { blocks, type Block } from "./blocks";
import { erase, paint, rectangle, type Slot } from "./roster";
import styles from "./RosterGrid.module.css";
import { useGridBrush, type Cell, type Rectangle } from "./useGridBrush";
import { DAY_MIN, timeOfDay, WEEKDAYS } from "./week";

const STEP_MIN = 30;
const ROWS = DAY_MIN / STEP_MIN;

interface Props {
  roster: Slot[];
  onChange: (roster: Slot[]) => void;
  /** Whom a stroke puts on or takes off duty. */
  brush: string[];
  isErasing: boolean;
  nameOf: (staffId: string) => string;
  hueOf: (staffId: string) => string;
  /** Slots that put somebody on duty twice. */
  conflicts: ReadonlySet<number>;
  selected: number | null;
  onSelect: (slot: number) => void;
  /** A stroke with nobody chosen. */
  onNobody: () => void;
}

export function RosterGrid(props: Props) {
  const { roster, brush, isErasing, onSelect } = props;
  const { t } = useTranslation("channel_codes");
  const drawn = useMemo(() => blocks(roster), [roster]);
  const names = useCellNames(drawn, props);

  const onDraw = ({ from, to }: Rectangle, isDeleting: boolean) => {
    if (brush.length === 0) return props.onNobody();
    const stroke = isErasing || isDeleting ? erase : paint;
    props.onChange(stroke(roster, brush, rectangle(from, to, STEP_MIN)));
  };
  const onPress = (cell: Cell) => {
    const block = drawn.find((piece) => isInside(piece, cell));
    if (block) onSelect(block.slot);
    return block !== undefined;
  };
  const { focus, area, isDrawing, handlers } = useGridBrush({ rows: ROWS, onDraw, onPress });

  return (
    <div className={styles.week}>
      <div className={styles.head} aria-hidden>
        <span />
        {WEEKDAYS.map((weekday) => (
          <span key={weekday} data-weekend={weekday > 5 || undefined}>
            {t(`weekday.${weekday}`)}
          </span>
        ))}
      </div>
      <div className={styles.body}>
        <Hours />
        <div
          className={styles.grid}
          role="grid"
          aria-label={t("roster.grid")}
          aria-describedby="roster-keys"
          aria-multiselectable
          data-erasing={isErasing || undefined}
          {...handlers}
        >
          {Array.from({ length: ROWS }, (_, row) => (
            <div key={row} role="row" className={styles.row}>
              {WEEKDAYS.map((weekday) => {
                const isFocus = focus.weekday === weekday && focus.row === row;
                return (
                  <div
                    key={weekday}
                    role="gridcell"
                    className={styles.cell}
                    data-cell={`${weekday}-${row}`}
                    data-drawn={(isDrawing && isIn(area, weekday, row)) || undefined}
                    tabIndex={isFocus ? 0 : -1}
                    aria-selected={isDrawing && isIn(area, weekday, row)}
                    aria-label={t("roster.cell", {
                      day: t(`weekday.${weekday}`),
                      from: timeOfDay(row * STEP_MIN),
                      to: timeOfDay((row + 1) * STEP_MIN),
                      staff: names.get(`${weekday}-${row}`) ?? t("roster.nobody"),
                    })}
                  />
                );
              })}
            </div>
          ))}
          {drawn.map((block) => (
            <SlotBlock key={`${block.slot}-${block.weekday}-${block.from}`} block={block} {...props} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Hours() {
  return (
    <div className={styles.hours} aria-hidden>
      {Array.from({ length: 12 }, (_, i) => (
        <span key={i}>{timeOfDay(i * 120)}</span>
      ))}
    </div>
  );
}

function SlotBlock({ block, roster, nameOf, hueOf, conflicts, selected }: Props & { block: Block }) {
  const { t } = useTranslation("channel_codes");
  const slot = roster[block.slot];
  if (!slot) return null;
  const place = {
    "--hue": hueOf(slot.staff_ids[0] ?? ""),
    top: `${(block.from / DAY_MIN) * 100}%`,
    height: `${((block.to - block.from) / DAY_MIN) * 100}%`,
    left: `${((block.weekday - 1 + block.lane / block.lanes) / 7) * 100}%`,
    width: `${100 / 7 / block.lanes}%`,
  } as CSSProperties;
  const hasConflict = conflicts.has(block.slot);
  return (
    <div
      className={styles.block}
      style={place}
      data-continued={block.isContinued || undefined}
      data-goes-on={block.goesOn || undefined}
      data-conflict={hasConflict || undefined}
      data-selected={selected === block.slot || undefined}
      aria-hidden
    >
      <span className={styles.blockNames}>
        {hasConflict && <WarningFilled />} {slot.staff_ids.map(nameOf).join(t("list_separator"))}
      </span>
      {block.to - block.from >= 90 && (
        <span className={styles.blockTime}>
          {block.isContinued ? t("roster.continued", { to: slot.to }) : `${slot.from}\u2013${slot.to}`}
        </span>
      )}
    </div>
  );
}

/** Who is on duty in each cell, for its label. */
function useCellNames(drawn: Block[], { roster, nameOf }: Pick<Props, "roster" | "nameOf">): Map<string, string> {
  const { t } = useTranslation("channel_codes");
  const separator = t("list_separator");
  return useMemo(() => {
    const staff = new Map<string, Set<string>>();
    for (const { slot, weekday, from, to } of drawn) {
      for (let row = Math.floor(from / STEP_MIN); row * STEP_MIN < to; row += 1) {
        const here = staff.get(`${weekday}-${row}`) ?? new Set();
        for (const id of roster[slot]?.staff_ids ?? []) here.add(nameOf(id));
        staff.set(`${weekday}-${row}`, here);
      }
    }
    return new Map([...staff].map(([cell, people]) => [cell, [...people].join(separator)]));
  }, [drawn, roster, nameOf, separator]);
}

function isInside(block: Block, { weekday, row }: Cell): boolean {
  return block.weekday === weekday && block.from < (row + 1) * STEP_MIN && block.to > row * STEP_MIN;
}

function isIn({ from, to }: Rectangle, weekday: number, row: number): boolean {
  const between = (value: number, a: number, b: number) => value >= Math.min(a, b) && value <= Math.max(a, b);
  return between(weekday, from.weekday, to.weekday) && between(row, from.row, to.row);
}
