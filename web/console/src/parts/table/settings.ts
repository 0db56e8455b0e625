/** Columns and density as this reader left them, per table, on this machine. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

export interface TableSettings {
  /** Column keys whose default visibility the reader turned over. */
  flipped: string[];
  isCompact: boolean;
}

interface Store {
  tables: Record<string, TableSettings>;
  change: (table: string, patch: Partial<TableSettings>) => void;
}

const DEFAULTS: TableSettings = { flipped: [], isCompact: false };

const useStore = create<Store>()(
  persist(
    (set) => ({
      tables: {},
      change: (table, patch) =>
        set(({ tables }) => ({ tables: { ...tables, [table]: { ...DEFAULTS, ...tables[table], ...patch } } })),
    }),
    { name: "siyu.tables" },
  ),
);

export function useTableSettings(table: string): [TableSettings, (patch: Partial<TableSettings>) => void] {
  const settings = useStore((store) => store.tables[table]) ?? DEFAULTS;
  const change = useStore((store) => store.change);
  return [settings, (patch) => change(table, patch)];
}
