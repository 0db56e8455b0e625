/** The shapes of the query table. */
import type { TableColumnType } from "antd";
import type { ReactNode } from "react";

export interface TableQuery {
  /** Only the filters that are set, exactly as they stand in the URL. */
  filters: Record<string, string>;
  /** `name` or `-name`. */
  sort?: string;
  cursor?: string;
  limit: number;
}

export interface TablePage<Row> {
  items: Row[];
  next_cursor: string | null;
  total: number;
}

export interface QueryColumn<Row> extends Pick<TableColumnType<Row>, "width" | "fixed" | "align" | "className"> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** The server's name for this order; absent means it cannot be sorted. */
  sort?: string;
  /** Shown only when the reader asks for it. */
  isExtra?: boolean;
  /** Cannot be hidden: the name column and the row's actions. */
  isAlways?: boolean;
}

export interface ControlProps {
  id: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

export interface FilterField {
  /** Name in the URL and in `TableQuery.filters`. */
  key: string;
  label: string;
  control: (props: ControlProps) => ReactNode;
  /** Waits for Enter or the search button, as typing should; choosing applies at once. */
  isTyped?: boolean;
}

/** What the reader ticked: some rows, or everything the filters match. */
export type Selection<Row> =
  | { kind: "some"; keys: string[]; rows: Row[]; count: number }
  | { kind: "all"; filters: Record<string, string>; count: number };

export interface ExportChoice<Row> {
  scope: "selected" | "filtered" | "all";
  selection: Selection<Row> | null;
  filters: Record<string, string>;
  columns: string[];
  format: "xlsx" | "csv";
}

/** Handed to the drawer of an open row. */
export interface Walk {
  toPrevious?: () => void;
  toNext?: () => void;
  close: () => void;
}
