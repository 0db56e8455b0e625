/** What Siyu did lately, growing as it does more. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { api, call, type Happening } from "@siyu/shared/api";

const KEY = ["happenings"];
const ASK_AGAIN_MS = 1_500;
const FIRST_PAGE = 100;
const KEPT = 300;

interface Seen {
  items: Happening[];
  next: string | null;
}

export function useHappenings() {
  const cache = useQueryClient();
  return useQuery({
    queryKey: KEY,
    refetchInterval: ASK_AGAIN_MS,
    queryFn: async (): Promise<Seen> => {
      const before = cache.getQueryData<Seen>(KEY);
      const query = { after: before?.next ?? undefined, limit: FIRST_PAGE };
      const page = await call(api.GET("/api/happenings", { params: { query } }));
      return { items: mergeById(before?.items ?? [], page.items), next: page.next ?? before?.next ?? null };
    },
  });
}

/** Oldest first, each once; a happening read again replaces its earlier state. */
export function mergeById(before: Happening[], more: Happening[]): Happening[] {
  const byId = new Map([...before, ...more].map((item) => [item.id, item]));
  return [...byId.values()].sort((a, b) => a.at.localeCompare(b.at)).slice(-KEPT);
}

export interface Chain {
  id: string;
  /** From the first cause to the last effect. */
  items: Happening[];
}

/** Happenings that one thing set off, together; the newest chain first. */
export function chains(items: Happening[]): Chain[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const rootOf = (item: Happening): string => {
    let current = item;
    // A cause is always older, so the walk ends; the set guards against a server that says otherwise.
    const walked = new Set<string>();
    while (current.cause_id && byId.has(current.cause_id) && !walked.has(current.id)) {
      walked.add(current.id);
      current = byId.get(current.cause_id) ?? current;
    }
    return current.cause_id ?? current.id;
  };
  const grouped = new Map<string, Happening[]>();
  for (const item of items) {
    const root = rootOf(item);
    grouped.set(root, [...(grouped.get(root) ?? []), item]);
  }
  const newest = (chain: Chain) => chain.items.at(-1)?.at ?? "";
  return [...grouped]
    .map(([id, together]) => ({ id, items: together }))
    .sort((a, b) => newest(b).localeCompare(newest(a)));
}
