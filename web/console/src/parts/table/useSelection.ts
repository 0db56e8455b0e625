/** Ticked rows that survive paging, and "everything that matches" which the server resolves. */
import { useState } from "react";

import type { Selection } from "./types";

export function useSelection<Row>(rowKey: (row: Row) => string, filters: Record<string, string>, total: number) {
  const [ticked, setTicked] = useState<ReadonlyMap<string, Row>>(new Map());
  const [allOf, setAllOf] = useState<string | null>(null);
  const filterName = JSON.stringify(filters);
  // "All" means all of these filters: with other filters it would be another crowd.
  const isAll = allOf === filterName;

  const selection: Selection<Row> | null = isAll
    ? { kind: "all", filters, count: total }
    : ticked.size > 0
      ? { kind: "some", keys: [...ticked.keys()], rows: [...ticked.values()], count: ticked.size }
      : null;

  const tick = (rows: Row[], isTicked: boolean) => {
    const next = new Map(ticked);
    for (const row of rows) {
      if (isTicked) next.set(rowKey(row), row);
      else next.delete(rowKey(row));
    }
    setTicked(next);
    setAllOf(null);
  };
  const clear = () => {
    setTicked(new Map());
    setAllOf(null);
  };
  return { selection, isAll, tickedKeys: [...ticked.keys()], tick, clear, takeAll: () => setAllOf(filterName) };
}
