/** The kinds of timeline entries, as the reader filters them. */
import type { TimelineItem } from "@siyu/shared/api";

const KINDS = {
  relation: ["customer.scanned", "customer.added", "customer.lost"],
  messages: ["welcome.offered", "wecom.send_welcome"],
  labels: ["customer.tagged", "wecom.mark_tag", "wecom.remark"],
} as const;

export type KindGroup = "all" | keyof typeof KINDS;
export const KIND_GROUPS: KindGroup[] = ["all", "relation", "messages", "labels"];

/** The `kinds` parameter of a group; undefined asks for everything. */
export function kindsOf(group: KindGroup): string | undefined {
  return group === "all" ? undefined : KINDS[group].join();
}

/** Bad news is red, what was held back is amber; colour only repeats what the words say. */
export function colourOf(item: TimelineItem): string {
  if (item.why?.outcome === "refused" || item.kind === "customer.lost") return "var(--sy-error)";
  if (item.why?.outcome === "deferred") return "var(--sy-warning)";
  return "var(--sy-primary)";
}
