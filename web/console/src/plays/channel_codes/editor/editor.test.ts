import { expect, test } from "vitest";

import type { CodeDraft } from "@siyu/shared/api";

import { changes, isSame, listChange } from "./diff";
import { emptyDraft, everyStaff, toSend } from "./draft";
import { firstProblem, placeOf, stepOf, withPlainPath } from "./problems";

function draftWith(change: (draft: CodeDraft) => void): CodeDraft {
  const draft = structuredClone(emptyDraft());
  change(draft);
  return draft;
}

test("an untouched draft changes nothing", () => {
  expect(changes(emptyDraft(), structuredClone(emptyDraft()))).toEqual([]);
});

test("each changed setting is one line with what was and what will be, in the order of the steps", () => {
  const after = draftWith((draft) => {
    draft.welcome.mode = "none";
    draft.name = "West Lake shop";
    draft.staff.code_daily_cap = 200;
  });

  expect(changes(emptyDraft(), after)).toEqual([
    { path: "name", before: "", after: "West Lake shop" },
    { path: "staff.code_daily_cap", before: null, after: 200 },
    { path: "welcome.mode", before: "code", after: "none" },
  ]);
});

test("the order of keys is no change, the order of a list is", () => {
  expect(isSame({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame({}, [])).toBe(false);
});

test("lists tell what came and what went", () => {
  expect(listChange(["a", "b"], ["b", "c"])).toEqual({ added: ["c"], removed: ["a"] });
});

test("a roster left behind by another mode is not sent, nor the weights of people no longer named", () => {
  const draft = draftWith(({ staff }) => {
    staff.always = ["lin"];
    staff.roster = [{ weekdays: [1], from: "09:00", to: "18:00", staff_ids: ["wu"] }];
    staff.rotation = "weighted";
    staff.weights = { lin: 2, wu: 5 };
    staff.staff_daily_caps = { wu: 10 };
  });

  const { staff } = toSend(draft);

  expect(staff.roster).toEqual([]);
  expect(staff.weights).toEqual({ lin: 2 });
  expect(staff.staff_daily_caps).toEqual({});
});

test("everybody the draft names is listed once", () => {
  const draft = draftWith(({ staff }) => {
    staff.mode = "roster";
    staff.always = ["nobody"];
    staff.roster = [{ weekdays: [1], from: "09:00", to: "18:00", staff_ids: ["wu", "lin"] }];
    staff.backup = ["lin", "han"];
  });

  expect(everyStaff(draft)).toEqual(["wu", "lin", "han"]);
});

test("a field error goes to its step and to the most exact place that can show it", () => {
  expect(stepOf("accept.windows.0.from")).toBe("staff");
  expect(stepOf("logo_material_id")).toBe("basics");
  expect(placeOf("staff.roster.0.from", ["staff", "staff.roster", "staff.roster.1"])).toBe("staff.roster");
  expect(placeOf("staff.rosters", ["staff.roster"])).toBeUndefined();
});

test("an attachment's kind is taken out of the path of what could not be read", () => {
  const path = "welcome.general.attachments.0.image.material_id";

  expect(withPlainPath({ path, code: "uuid_parsing", message: "" }).path).toBe("welcome.general.attachments.0.material_id");
});

test("the first problem is the one in the earliest step", () => {
  const problem = (path: string) => ({ path, code: "x", message: "" });

  expect(firstProblem([problem("welcome.general.text"), problem("staff.always"), problem("labels.tag_ids")])?.path).toBe("staff.always");
});
