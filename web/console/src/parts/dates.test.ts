import { expect, test } from "vitest";

import { presetOf, spanOf } from "./dates";

test("a week begins on Monday, also on a Sunday", () => {
  const sunday = "2026-11-22";

  expect(spanOf("this_week", sunday)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
  expect(spanOf("last_week", sunday)).toEqual({ from: "2026-11-09", to: "2026-11-15" });
});

test("last month is whole, over a new year too", () => {
  expect(spanOf("last_month", "2027-01-05")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
});

test("the last seven days include today", () => {
  expect(spanOf("last7", "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
});

test("a span chosen by hand has no name unless it is one of the usual ones", () => {
  expect(presetOf({ from: "2026-11-20", to: "2026-11-20" }, "2026-11-21")).toBe("yesterday");
  expect(presetOf({ from: "2026-11-01", to: "2026-11-20" }, "2026-11-21")).toBeUndefined();
});
