/** What a draft changes, setting by setting, for the last step before publishing. */
import type { CodeDraft } from "@siyu/shared/api";

export interface Change<Path extends SettingPath = SettingPath> {
  path: Path;
  before: unknown;
  after: unknown;
}

/** One line of the summary each, in the order of the steps; the names of the words in the locale files. */
export const SETTINGS = [
  "name",
  "folder_id",
  "kind",
  "remark",
  "logo_material_id",
  "staff.mode",
  "staff.always",
  "staff.roster",
  "staff.special",
  "staff.backup",
  "staff.code_daily_cap",
  "staff.staff_daily_caps",
  "staff.rotation",
  "staff.weights",
  "accept.mode",
  "accept.windows",
  "labels.tag_ids",
  "labels.remark_prefix",
  "labels.remark_suffix",
  "labels.description",
  "welcome.mode",
  "welcome.general",
  "welcome.weekly",
  "welcome.special",
  "welcome.nickname_block",
] as const;
export type SettingPath = (typeof SETTINGS)[number];

export function settingAt(draft: CodeDraft, path: SettingPath): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], draft);
}

export function changes(before: CodeDraft, after: CodeDraft): Change[] {
  return SETTINGS.map((path) => ({ path, before: settingAt(before, path), after: settingAt(after, path) })).filter(
    (change) => !isSame(change.before, change.after),
  );
}

/** Deep equality of plain JSON; the order of keys does not matter, the order of lists does. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

/** What came and what went between two lists of names. */
export function listChange<T>(before: T[], after: T[]): { added: T[]; removed: T[] } {
  const isIn = (list: T[], item: T) => list.some((other) => isSame(other, item));
  return { added: after.filter((item) => !isIn(before, item)), removed: before.filter((item) => !isIn(after, item)) };
}
