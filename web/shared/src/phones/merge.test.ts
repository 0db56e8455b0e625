import { expect, test } from "vitest";

import { merge } from "./SandboxProvider";
import type { LogEntry } from "./types";

const entry = (seq: number): LogEntry => ({ seq, at: "2026-01-01T00:00:00Z", kind: "api", summary: String(seq) });

test("entries from the page and from the stream stand once each, in order", () => {
  const merged = merge([entry(1), entry(3)], [entry(2), entry(3), entry(4)]);

  expect(merged.map((each) => each.seq)).toEqual([1, 2, 3, 4]);
});

test("only the newest entries are kept", () => {
  const many = Array.from({ length: 400 }, (_, index) => entry(index + 1));

  const merged = merge([], many);

  expect([merged.length, merged[0]?.seq]).toEqual([300, 101]);
});
