import { expect, test } from "vitest";

import { blocks } from "./blocks";
import { erase, mergeOverlaps, overlaps, paint, rectangle, staffAt, uncoveredMinutes, type Slot } from "./roster";
import { DAY_MIN, minuteOfDay, runs, shifts, stretchOf, timeOfDay, WEEK_MIN } from "./week";

const at = (weekday: number, time: string) => (weekday - 1) * DAY_MIN + minuteOfDay(time);
const slot = (weekdays: number[], from: string, to: string, ...staff_ids: string[]): Slot => ({ weekdays, from, to, staff_ids });

test("a time of day is read and written the same", () => {
  expect(timeOfDay(minuteOfDay("23:59"))).toBe("23:59");
  expect(timeOfDay(DAY_MIN)).toBe("00:00");
  expect(() => minuteOfDay("24:00")).toThrow(RangeError);
});

test("weekdays in a row are told as a run", () => {
  expect(runs([7, 1, 2, 3, 5])).toEqual([
    [1, 3],
    [5, 5],
    [7, 7],
  ]);
});

test("a slot ending before it starts goes past midnight, and one with equal ends lasts the whole day", () => {
  expect(stretchOf(1, "22:00", "06:00")).toEqual({ from: 1320, to: 1800 });
  expect(stretchOf(2, "09:00", "09:00")).toEqual({ from: 1980, to: 3420 });
});

test("dragging over five days makes one slot with five weekdays", () => {
  const area = rectangle({ weekday: 5, row: 35 }, { weekday: 1, row: 18 }, 30);

  const roster = paint([], ["lin"], area);

  expect(roster).toEqual([slot([1, 2, 3, 4, 5], "09:00", "18:00", "lin")]);
});

test("painting beside an own slot joins them, painting beside another's does not", () => {
  const roster = [slot([1], "09:00", "12:00", "lin"), slot([1], "12:00", "14:00", "wu")];

  const painted = paint(roster, ["lin"], [{ from: at(1, "12:00"), to: at(1, "13:00") }]);

  expect(painted).toEqual([slot([1], "09:00", "13:00", "lin"), slot([1], "12:00", "14:00", "wu")]);
});

test("two people painted at the same hours share one slot", () => {
  const roster = paint([slot([3], "10:00", "20:00", "lin")], ["wu"], [{ from: at(3, "10:00"), to: at(3, "20:00") }]);

  expect(roster).toEqual([slot([3], "10:00", "20:00", "lin", "wu")]);
});

test("an evening and the next morning painted apart become one slot over midnight", () => {
  const evening = paint([], ["lin"], [{ from: at(1, "22:00"), to: DAY_MIN }]);

  const both = paint(evening, ["lin"], [{ from: at(2, "00:00"), to: at(2, "06:00") }]);

  expect(both).toEqual([slot([1], "22:00", "06:00", "lin")]);
});

test("Sunday night goes on into Monday morning", () => {
  const sunday = paint([], ["lin"], [{ from: at(7, "22:00"), to: WEEK_MIN }]);

  const both = paint(sunday, ["lin"], [{ from: 0, to: at(1, "02:00") }]);

  expect(both).toEqual([slot([7], "22:00", "02:00", "lin")]);
  expect(staffAt(both, at(1, "01:59"))).toEqual(["lin"]);
  expect(staffAt(both, at(1, "02:00"))).toEqual([]);
});

test("round the clock is seven whole days, not one slot without an end", () => {
  const roster = paint([], ["lin"], [{ from: 0, to: WEEK_MIN }]);

  expect(roster).toEqual([slot([1, 2, 3, 4, 5, 6, 7], "00:00", "00:00", "lin")]);
  expect(uncoveredMinutes(roster)).toBe(0);
});

test("more than a day is cut at its midnights", () => {
  expect(shifts([{ from: at(1, "22:00"), to: at(3, "06:00") }])).toEqual([
    { from: at(1, "22:00"), to: at(2, "00:00") },
    { from: at(2, "00:00"), to: at(3, "00:00") },
    { from: at(3, "00:00"), to: at(3, "06:00") },
  ]);
});

test("erasing the middle of a shift leaves its two ends and nobody else touched", () => {
  const roster = [slot([1], "09:00", "18:00", "lin", "wu")];

  const left = erase(roster, ["lin"], [{ from: at(1, "12:00"), to: at(1, "13:00") }]);

  expect(left).toEqual([
    slot([1], "09:00", "12:00", "lin"),
    slot([1], "09:00", "18:00", "wu"),
    slot([1], "13:00", "18:00", "lin"),
  ]);
});

test("a person in two slots at once is an overlap, also past midnight; two people are not", () => {
  const roster = [slot([7], "20:00", "04:00", "lin"), slot([1], "03:00", "09:00", "lin"), slot([1], "00:00", "09:00", "wu")];

  expect(overlaps(roster)).toEqual([{ slots: [0, 1], staffIds: ["lin"], minutes: 60 }]);
  expect(overlaps(mergeOverlaps(roster))).toEqual([]);
});

test("hours without anybody are counted over the whole week", () => {
  expect(uncoveredMinutes([slot([1, 2], "00:00", "12:00", "lin"), slot([3], "00:00", "00:00")])).toBe(WEEK_MIN - DAY_MIN);
});

test("a Sunday night slot is drawn in two columns and marked as continued", () => {
  expect(blocks([slot([7], "22:00", "06:00", "lin")])).toEqual([
    { slot: 0, weekday: 1, from: 0, to: 360, isContinued: true, goesOn: false, lane: 0, lanes: 1 },
    { slot: 0, weekday: 7, from: 1320, to: 1440, isContinued: false, goesOn: true, lane: 0, lanes: 1 },
  ]);
});

test("slots that share time stand side by side, later ones take the whole width again", () => {
  const drawn = blocks([
    slot([2], "09:00", "12:00", "a"),
    slot([2], "10:00", "13:00", "b"),
    slot([2], "12:00", "14:00", "c"),
    slot([2], "15:00", "16:00", "d"),
  ]);

  expect(drawn.map(({ slot: index, lane, lanes }) => [index, lane, lanes])).toEqual([
    [0, 0, 2],
    [1, 1, 2],
    [2, 0, 2],
    [3, 0, 1],
  ]);
});
