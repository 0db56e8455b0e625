import { expect, test } from "vitest";

import { dayOf, instantOf, toQuery } from "./filter";

test("filters in the URL become the server's, days those of Shanghai with the last one whole", () => {
  expect(
    toQuery({ q: "Ann", tags: "all:a,b", state: "following", added_from: "2026-03-01", added_to: "2026-03-02", add_way: "1" }),
  ).toEqual({
    q: "Ann",
    tag_all: "a,b",
    state: "following",
    added_from: "2026-02-28T16:00:00.000Z",
    added_to: "2026-03-02T16:00:00.000Z",
    add_way: 1,
  });
});

test("no filters ask for nothing", () => {
  expect(toQuery({})).toEqual({});
  expect(toQuery({ q: "", no_tag: "false" })).toEqual({});
});

test("a state, number or date that makes no sense is left out", () => {
  expect(toQuery({ state: "gone", add_way: "x", added_from: "soon" })).toEqual({});
});

test("add way 0 is a filter, not the lack of one", () => {
  expect(toQuery({ add_way: "0" })).toEqual({ add_way: 0 });
});

test("an instant in a link from the server is kept, and shown as its day", () => {
  expect(instantOf("2026-03-01T16:00:00Z", 86_400_000)).toBe("2026-03-01T16:00:00.000Z");
  expect(dayOf("2026-03-01T16:00:00Z", false)).toBe("2026-03-02");
  expect(dayOf("2026-03-01T16:00:00Z", true)).toBe("2026-03-01");
  expect(dayOf("2026-03-01", true)).toBe("2026-03-01");
});
