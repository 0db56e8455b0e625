/** Keeps a table's filters, order, page and open row in the address, so that a link shows what its sender saw. */
import { useMemo } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

export const PAGE_SIZES = [10, 20, 50, 100];
const DEFAULT_SIZE = 20;
const [SORT, SIZE, CURSOR, OPEN] = ["sort", "size", "cursor", "open"] as const;

/** Cursors of the pages before this one; it lives in the history entry, so Back and reload keep it. */
interface Trail {
  trail?: string[];
}

export function useTableUrl(filterKeys: string[]) {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const { trail = [] } = (location.state ?? {}) as Trail;
  const keys = filterKeys.join();

  const filters = useMemo(() => {
    const named = keys.split(",").map((key) => [key, params.get(key) ?? ""] as const);
    return Object.fromEntries(named.filter(([, value]) => value !== ""));
  }, [keys, params]);
  const size = Number(params.get(SIZE));
  const cursor = params.get(CURSOR) ?? undefined;

  const go = (patch: Record<string, string | undefined>, state: Trail, replace = false) => {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(patch)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    void navigate({ search: next.toString() }, { state, replace, preventScrollReset: true });
  };
  const fromStart = (patch: Record<string, string | undefined>) => go({ ...patch, [CURSOR]: undefined }, {});

  return {
    filters,
    sort: params.get(SORT) ?? undefined,
    limit: PAGE_SIZES.includes(size) ? size : DEFAULT_SIZE,
    cursor,
    open: params.get(OPEN) ?? undefined,
    page: trail.length + 1,
    isFirst: cursor === undefined,
    hasTrail: trail.length > 0,
    setFilters: (patch: Record<string, string | undefined>) => fromStart(patch),
    clearFilters: () => fromStart(Object.fromEntries(filterKeys.map((key) => [key, undefined]))),
    setSort: (sort: string | undefined) => fromStart({ [SORT]: sort }),
    setLimit: (limit: number) => fromStart({ [SIZE]: String(limit) }),
    toFirst: () => fromStart({}),
    toNext: (next: string) => go({ [CURSOR]: next }, { trail: [...trail, cursor ?? ""] }),
    toPrevious: () => go({ [CURSOR]: trail.at(-1) || undefined }, { trail: trail.slice(0, -1) }),
    setOpen: (key: string | undefined) => go({ [OPEN]: key }, { trail }, params.has(OPEN) && key !== undefined),
  };
}

export type TableUrl = ReturnType<typeof useTableUrl>;
