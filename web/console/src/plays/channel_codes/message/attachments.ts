/** The five kinds of attachment: an empty one of each, and a line that sums one up. */
import type { Attachment } from "@siyu/shared/api";

export const KINDS = ["image", "link", "miniprogram", "video", "file"] as const;
export type AttachmentKind = (typeof KINDS)[number];

export function emptyAttachment(kind: AttachmentKind): Attachment {
  switch (kind) {
    case "link":
      return { kind, title: "", desc: "", url: "", picurl: "" };
    case "miniprogram":
      return { kind, title: "", appid: "", page: "", material_id: "" };
    default:
      return { kind, material_id: "" };
  }
}

/** An attachment without its content: not worth a bubble in the preview. */
export function isBlank(attachment: Attachment): boolean {
  if (attachment.kind === "link") return attachment.title === "" && attachment.url === "";
  if (attachment.kind === "miniprogram") return attachment.title === "";
  return attachment.material_id === "";
}

/** The list with one item a step up (-1) or down (+1); unchanged at the ends. */
export function moved<T>(items: T[], index: number, step: -1 | 1): T[] {
  const next = [...items];
  const [item] = next.splice(index, 1);
  const target = index + step;
  if (item === undefined || target < 0 || target >= items.length) return items;
  next.splice(target, 0, item);
  return next;
}
