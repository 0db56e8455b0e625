/** Painting, erasing and checking a weekly roster; pure, so that mouse, keyboard and form share one truth. */
import type { CodeDraft } from "@siyu/shared/api";

import {
  DAY_MIN,
  minuteOfDay,
  sharedMinutes,
  shifts,
  stretchOf,
  subtract,
  timeOfDay,
  union,
  WEEK_MIN,
  type Stretch,
} from "./week";

export type Slot = CodeDraft["staff"]["roster"][number];

/** Two slots that put the same person on duty twice at the same time. */
export interface Overlap {
  slots: [number, number];
  staffIds: string[];
  minutes: number;
}

export function stretchesOf(slot: Pick<Slot, "weekdays" | "from" | "to">): Stretch[] {
  return slot.weekdays.map((weekday) => stretchOf(weekday, slot.from, slot.to));
}

/** Puts every one of the staff on duty during the stretches, joining with the slots they already have. */
export function paint(roster: Slot[], staffIds: string[], area: Stretch[]): Slot[] {
  return redraw(roster, staffIds, (present) => union(present, area));
}

/** Takes the staff off duty during the stretches; slots of others stay as they were. */
export function erase(roster: Slot[], staffIds: string[], area: Stretch[]): Slot[] {
  return redraw(roster, staffIds, (present) => subtract(present, area));
}

function redraw(roster: Slot[], staffIds: string[], change: (present: Stretch[]) => Stretch[]): Slot[] {
  const isPainted = new Set(staffIds);
  const drawn = new Map<string, Set<string>>();
  const put = ({ from, to }: Stretch, staffId: string) => {
    const key = `${from}-${to}`;
    drawn.set(key, (drawn.get(key) ?? new Set()).add(staffId));
  };
  for (const slot of roster) {
    for (const stretch of stretchesOf(slot)) {
      for (const staffId of slot.staff_ids) if (!isPainted.has(staffId)) put(stretch, staffId);
    }
  }
  for (const staffId of isPainted) {
    const present = roster.filter((slot) => slot.staff_ids.includes(staffId)).flatMap(stretchesOf);
    for (const shift of shifts(change(present))) put(shift, staffId);
  }
  return gather(drawn);
}

/** Same staff at the same hours on several days is one slot with several weekdays. */
function gather(drawn: Map<string, Set<string>>): Slot[] {
  const slots = new Map<string, Slot>();
  for (const [key, staff] of drawn) {
    const [from = 0, to = 0] = key.split("-").map(Number);
    const weekday = Math.floor((from % WEEK_MIN) / DAY_MIN) + 1;
    const ids = [...staff].sort();
    const hours = { from: timeOfDay(from), to: timeOfDay(to) };
    const same = [hours.from, hours.to, ...ids].join();
    const slot = slots.get(same) ?? { weekdays: [], ...hours, staff_ids: ids };
    slot.weekdays = [...new Set([...slot.weekdays, weekday])].sort();
    slots.set(same, slot);
  }
  return [...slots.values()].sort(
    (a, b) =>
      (a.weekdays[0] ?? 0) - (b.weekdays[0] ?? 0) ||
      minuteOfDay(a.from) - minuteOfDay(b.from) ||
      a.to.localeCompare(b.to),
  );
}

export function overlaps(roster: Slot[]): Overlap[] {
  const found: Overlap[] = [];
  roster.forEach((slot, i) => {
    roster.slice(i + 1).forEach((other, offset) => {
      const staffIds = slot.staff_ids.filter((id) => other.staff_ids.includes(id));
      const minutes = staffIds.length > 0 ? sharedMinutes(stretchesOf(slot), stretchesOf(other)) : 0;
      if (minutes > 0) found.push({ slots: [i, i + 1 + offset], staffIds, minutes });
    });
  });
  return found;
}

/** Redraws everybody's hours, so that nobody is in two slots at once. */
export function mergeOverlaps(roster: Slot[]): Slot[] {
  return paint(roster, [...new Set(roster.flatMap((slot) => slot.staff_ids))], []);
}

export function staffAt(roster: Slot[], minuteOfWeek: number): string[] {
  const instant = { from: minuteOfWeek, to: minuteOfWeek + 1 };
  const on = roster.filter((slot) => sharedMinutes(stretchesOf(slot), [instant]) > 0);
  return [...new Set(on.flatMap((slot) => slot.staff_ids))];
}

/** Minutes of the week when nobody is on duty. */
export function uncoveredMinutes(roster: Slot[]): number {
  return WEEK_MIN - union(roster.filter((slot) => slot.staff_ids.length > 0).flatMap(stretchesOf), []).reduce(
    (sum, { from, to }) => sum + to - from,
    0,
  );
}

/** A rectangle drawn on the grid, corners in any order; `from` and `to` are inclusive rows of `stepMin` minutes. */
export function rectangle(
  corner: { weekday: number; row: number },
  other: { weekday: number; row: number },
  stepMin: number,
): Stretch[] {
  const [firstDay, lastDay] = [corner.weekday, other.weekday].sort() as [number, number];
  const top = Math.min(corner.row, other.row) * stepMin;
  const bottom = (Math.max(corner.row, other.row) + 1) * stepMin;
  return Array.from({ length: lastDay - firstDay + 1 }, (_, i) => {
    const base = (firstDay - 1 + i) * DAY_MIN;
    return { from: base + top, to: base + bottom };
  });
}
