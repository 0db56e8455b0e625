/** The statistics page's question, kept in the address. */
import type { StatisticsQuery } from "@siyu/shared/api";

import { spanOf, type DateSpan } from "../../../parts/dates";

export const DIMENSIONS = ["day", "staff", "code"] as const;
export type Dimension = StatisticsQuery["by"];
export const FIGURES = ["scanned", "added", "lost", "retained", "net"] as const;
export type Figure = (typeof FIGURES)[number];

export interface Question extends DateSpan {
  by: Dimension;
  compares: boolean;
  code_id?: string;
  staff_id?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the address asks; the last 30 days when it names no span that can be. */
export function readQuestion(params: URLSearchParams, today: string): Question {
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  const isSpan = DAY.test(from) && DAY.test(to) && from <= to;
  return {
    ...(isSpan ? { from, to } : spanOf("last30", today)),
    by: DIMENSIONS.find((each) => each === params.get("by")) ?? "day",
    compares: params.get("compare") === "1",
    code_id: params.get("code_id") ?? undefined,
    staff_id: params.get("staff_id") ?? undefined,
  };
}

export function writeQuestion({ from, to, by, compares, code_id, staff_id }: Question): URLSearchParams {
  const params = new URLSearchParams({ from, to });
  if (by !== "day") params.set("by", by);
  if (compares) params.set("compare", "1");
  if (code_id) params.set("code_id", code_id);
  if (staff_id) params.set("staff_id", staff_id);
  return params;
}
