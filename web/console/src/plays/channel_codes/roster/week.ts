/** A week as minutes from Monday 00:00, and the arithmetic of stretches of time on that circle. */

export const DAY_MIN = 1440;
export const WEEK_MIN = 7 * DAY_MIN;
/** ISO weekdays: Monday is 1, Sunday is 7. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Half-open and never empty; `to` may pass the end of the week, where it goes on at Monday 00:00. */
export interface Stretch {
  from: number;
  to: number;
}

/** Sorted weekdays as first and last of each unbroken run: 1 2 3 5 → [1, 3] [5, 5]. */
export function runs(weekdays: number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const day of [...weekdays].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && day === last[1] + 1) last[1] = day;
    else found.push([day, day]);
  }
  return found;
}

/** "09:30" → 570. Throws for anything that is not a time of day. */
export function minuteOfDay(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined) throw new RangeError(`not a time of day: ${time}`);
  return Number(hours) * 60 + Number(minutes);
}

/** 570 → "09:30"; 1440 → "00:00". */
export function timeOfDay(minute: number): string {
  const inDay = ((minute % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`;
}

/** A slot whose end is not after its start goes on past midnight; equal ends mean the whole 24 hours. */
export function stretchOf(weekday: number, from: string, to: string): Stretch {
  const start = minuteOfDay(from);
  const end = minuteOfDay(to);
  const base = (weekday - 1) * DAY_MIN;
  return { from: base + start, to: base + (end > start ? end : end + DAY_MIN) };
}

/** Cuts at the end of the week, sorts, and joins what touches: the plain form the operations below work on. */
export function flatten(stretches: Stretch[]): Stretch[] {
  const cut = stretches
    .flatMap(({ from, to }) => (to > WEEK_MIN ? [{ from, to: WEEK_MIN }, { from: 0, to: to - WEEK_MIN }] : [{ from, to }]))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
  const joined: Stretch[] = [];
  for (const next of cut) {
    const last = joined.at(-1);
    if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else joined.push({ ...next });
  }
  return joined;
}

export function union(a: Stretch[], b: Stretch[]): Stretch[] {
  return flatten([...a, ...b]);
}

export function subtract(from: Stretch[], taken: Stretch[]): Stretch[] {
  let left = flatten(from);
  for (const hole of flatten(taken)) {
    left = left.flatMap((piece) =>
      [
        { from: piece.from, to: Math.min(piece.to, hole.from) },
        { from: Math.max(piece.from, hole.to), to: piece.to },
      ].filter(({ from: start, to }) => to > start),
    );
  }
  return left;
}

/** Minutes two sets of stretches share. */
export function sharedMinutes(a: Stretch[], b: Stretch[]): number {
  const length = (stretches: Stretch[]) => flatten(stretches).reduce((sum, { from, to }) => sum + to - from, 0);
  return length(a) + length(b) - length([...a, ...b]);
}

/**
 * Flat stretches as shifts a person would write: Sunday 22:00 and Monday 06:00 become one over midnight, and whatever
 * is longer than 24 hours is cut at its midnights.
 */
export function shifts(stretches: Stretch[]): Stretch[] {
  const flat = flatten(stretches);
  const first = flat[0];
  const last = flat.at(-1);
  if (first && last && flat.length > 1 && first.from === 0 && last.to === WEEK_MIN) {
    flat.shift();
    last.to = WEEK_MIN + first.to;
  }
  return flat.flatMap((stretch) => (stretch.to - stretch.from > DAY_MIN ? cutAtMidnights(stretch) : [stretch]));
}

function cutAtMidnights({ from, to }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / DAY_MIN) + 1) * DAY_MIN);
    pieces.push({ from: start % WEEK_MIN, to: (start % WEEK_MIN) + end - start });
    start = end;
  }
  return pieces;
}
