/** Customer filters: what stands in the URL and what the server is asked. */
import type { CustomerFilter, RelationState } from "@siyu/shared/api";
import { date } from "@siyu/shared/format";

import { tagQuery } from "../../parts/tags";

/** Names in the URL: those of `GET /api/customers`, but for `tags`, which holds the logic and the tags in one. */
export const FILTER_KEYS = [
  "q",
  "staff_id",
  "state",
  "tags",
  "no_tag",
  "code_id",
  "add_way",
  "added_from",
  "added_to",
] as const;

export const STATES: RelationState[] = ["following", "lost_by_customer", "lost_by_staff", "lost"];

/** `add_way` values WeCom documents; an open list, so an unknown one is shown by its number. */
export const ADD_WAYS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 201, 202];

/** Shanghai keeps no summer time, so its offset is a constant. */
const SHANGHAI = "+08:00";
const DAY_MS = 86_400_000;

/** URL filters as the server takes them; values that make no sense are left out rather than sent to be refused. */
export function toQuery(filters: Record<string, string>): CustomerFilter {
  const { q, staff_id, code_id, add_way, no_tag } = filters;
  const state = STATES.find((known) => known === filters.state);
  const addWay = add_way === undefined || add_way === "" ? undefined : Number(add_way);
  return withoutGaps({
    q,
    staff_id,
    state,
    code_id,
    ...tagQuery(filters.tags),
    no_tag: no_tag === "true" ? true : undefined,
    add_way: Number.isInteger(addWay) ? addWay : undefined,
    added_from: instantOf(filters.added_from, 0),
    added_to: instantOf(filters.added_to, DAY_MS),
  });
}

/** What is left out, the server takes as not filtered. */
function withoutGaps(filter: Partial<CustomerFilter>): CustomerFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== "")) as CustomerFilter;
}

/** A day of Shanghai as the instant it starts, `shiftMs` later; an instant (from a server's link) stays what it is. */
export function instantOf(value: string | undefined, shiftMs: number): string | undefined {
  if (!value) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const moment = Date.parse(isDay ? `${value}T00:00:00${SHANGHAI}` : value);
  return Number.isNaN(moment) ? undefined : new Date(moment + (isDay ? shiftMs : 0)).toISOString();
}

/** The day a picker should show for a value from the URL. */
export function dayOf(value: string | undefined, isEnd: boolean): string | undefined {
  const moment = instantOf(value, 0);
  if (!value || !moment) return undefined;
  // An end instant is exclusive: midnight belongs to the day before.
  return date(Date.parse(moment) - (isEnd && value.includes("T") ? 1 : 0));
}
