import { expect, test } from "vitest";

import type { Happening } from "@siyu/shared/api";

import { chains, mergeById } from "./useHappenings";

function happening(id: string, at: string, cause_id: string | null = null): Happening {
  const nothing = { outcome: null, reason_code: null, reason_params: null, link: null, person: null };
  return { id, at, cause_id, stage: "fact", title_code: "t", params: {}, json: {}, ...nothing };
}

test("what one callback set off stands together, newest chain first", () => {
  const items = [
    happening("callback-1", "10:00:00"),
    happening("callback-2", "10:00:01"),
    happening("fact-1", "10:00:02", "callback-1"),
    happening("effect-1", "10:00:03", "fact-1"),
  ];

  const found = chains(items).map((chain) => chain.items.map((item) => item.id));

  expect(found).toEqual([["callback-1", "fact-1", "effect-1"], ["callback-2"]]);
});

test("effects of a cause that is no longer shown still stand together", () => {
  const items = [happening("a", "10:00:00", "gone"), happening("b", "10:00:01", "gone")];

  expect(chains(items).map((chain) => chain.items.length)).toEqual([2]);
});

test("a happening told again replaces what was known of it", () => {
  const first = happening("a", "10:00:00");
  const again = { ...first, outcome: "sent" };

  expect(mergeById([first], [again])).toEqual([again]);
});
