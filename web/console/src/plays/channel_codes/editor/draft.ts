/** What the step editor works on: a new code, an existing one, or a copy, in the shape the server takes. */
import type { Attachment, Code, CodeDraft, Message } from "@siyu/shared/api";

export const NO_LABELS: CodeDraft["labels"] = { tag_ids: [], remark_prefix: "", remark_suffix: "", description: "" };
export const EMPTY_MESSAGE: Message = { text: "", attachments: [] };

export const NAME_MAX = 60;
/** WeCom: remark at most 20 characters, one of which stays for the nickname; description at most 150. */
export const AFFIX_MAX = 19;
export const DESCRIPTION_MAX = 150;
export const CODE_REMARK_MAX = 200;
/** WeCom: a multi-person contact way serves at most 100 people. */
export const STAFF_MAX = 100;
/** Codes made by one batch. */
export const BATCH_MAX = 200;

export function emptyDraft(folderId: string | null = null): CodeDraft {
  return {
    name: "",
    folder_id: folderId,
    kind: "multi",
    remark: "",
    staff: {
      mode: "always",
      always: [],
      roster: [],
      special: [],
      backup: [],
      code_daily_cap: null,
      staff_daily_caps: {},
      rotation: "random",
      weights: {},
    },
    accept: { mode: "always", windows: [] },
    labels: NO_LABELS,
    welcome: { mode: "code", general: EMPTY_MESSAGE, weekly: [], special: [], nickname_block: [] },
    logo_material_id: null,
  };
}

/** The editable part of a stored code; the rest belongs to the server. */
export function draftOf({ name, folder_id, kind, remark, staff, accept, labels, welcome, logo_material_id }: Code): CodeDraft {
  return structuredClone({ name, folder_id, kind, remark, staff, accept, labels, welcome, logo_material_id });
}

/** Drops what the chosen modes do not use, so that a leftover roster cannot fail a check nobody can see. */
export function toSend(draft: CodeDraft): CodeDraft {
  const { staff, accept, welcome } = draft;
  const everyone = new Set(everyStaff(draft));
  const keep = (numbers: Record<string, number>) =>
    Object.fromEntries(Object.entries(numbers).filter(([id]) => everyone.has(id)));
  return {
    ...draft,
    name: draft.name.trim(),
    staff: {
      ...staff,
      always: staff.mode === "always" ? staff.always : [],
      roster: staff.mode === "roster" ? staff.roster : [],
      special: staff.mode === "roster" ? staff.special : [],
      staff_daily_caps: keep(staff.staff_daily_caps ?? {}),
      weights: staff.rotation === "weighted" ? keep(staff.weights ?? {}) : {},
    },
    accept: { ...accept, windows: accept.mode === "windows" ? accept.windows : [] },
    welcome:
      welcome.mode === "code" ? welcome : { mode: welcome.mode, general: null, weekly: [], special: [], nickname_block: welcome.nickname_block },
  };
}

/** Everybody the draft names, in the modes it uses, backups last; each once. */
export function everyStaff({ staff }: CodeDraft): string[] {
  const scheduled =
    staff.mode === "always" ? staff.always : [...staff.roster, ...staff.special].flatMap((slot) => slot.staff_ids);
  return [...new Set([...scheduled, ...staff.backup])];
}

/** Every material a draft shows, so that the preview can fetch their names once. */
export function attachmentsOf({ welcome }: CodeDraft): Attachment[] {
  const messages = [welcome.general, ...[...welcome.weekly, ...welcome.special].map((period) => period.message)];
  return messages.flatMap((message) => message?.attachments ?? []);
}
