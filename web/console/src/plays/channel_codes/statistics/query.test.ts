import { expect, test } from "vitest";

import { readQuestion, writeQuestion } from "./query";

const TODAY = "2026-03-31";

test("without a span the page asks for the last thirty days", () => {
  expect(readQuestion(new URLSearchParams(), TODAY)).toEqual({
    from: "2026-03-02",
    to: "2026-03-31",
    by: "day",
    compares: false,
    code_id: undefined,
    staff_id: undefined,
  });
});

test("a question survives being written into the address and read back", () => {
  const question = { from: "2026-03-01", to: "2026-03-07", by: "staff", compares: true, code_id: "c1", staff_id: "s1" } as const;

  expect(readQuestion(writeQuestion(question), TODAY)).toEqual(question);
});

test("a span that ends before it begins, or is no date, is not asked for", () => {
  expect(readQuestion(new URLSearchParams("from=2026-03-09&to=2026-03-01"), TODAY).from).toBe("2026-03-02");
  expect(readQuestion(new URLSearchParams("from=soon&to=later&by=moon"), TODAY)).toMatchObject({ from: "2026-03-02", by: "day" });
});
