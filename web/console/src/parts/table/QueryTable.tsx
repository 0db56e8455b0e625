/** The list every screen uses: filters and pages in the URL, columns to choose, a selection that survives paging. */
import { useQuery, type QueryKey } from "@tanstack/react-query";
import { Table, type TableProps } from "antd";
import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useNarrow } from "../../app/useNarrow";
import { ErrorState, NoResults } from "../EmptyState";
import { BatchBar } from "./BatchBar";
import { FilterBar } from "./FilterBar";
import { Pager } from "./Pager";
import styles from "./QueryTable.module.css";
import { useTableSettings } from "./settings";
import { isShown, Toolbar } from "./Toolbar";
import type { ExportChoice, FilterField, QueryColumn, Selection, TablePage, TableQuery, Walk } from "./types";
import { useSelection } from "./useSelection";
import { useTableUrl } from "./useTableUrl";

interface Props<Row> {
  /** Names the remembered columns and the accessible table, such as `codes`. */
  name: string;
  label: string;
  columns: QueryColumn<Row>[];
  rowKey: (row: Row) => string;
  /** What a reader calls the row, such as a name: names its checkbox. */
  rowLabel: (row: Row) => string;
  /** First part of the cache key: invalidate it after a change to reload the table. */
  queryKey: QueryKey;
  load: (query: TableQuery) => Promise<TablePage<Row>>;
  filters?: FilterField[];
  /** The button that makes a new one, at the left of the toolbar. */
  create?: ReactNode;
  /** Actions for what is ticked; absent means rows cannot be ticked. */
  batch?: (selection: Selection<Row>, clear: () => void) => ReactNode;
  /** False where the server cannot act on "everything that matches". */
  canSelectAll?: boolean;
  onExport?: (choice: ExportChoice<Row>) => void;
  /** Shown in place of the table when nothing was ever made. */
  never: ReactNode;
  /** Opens beside the list for the row whose key is in the URL as `open`; `row` is undefined when not on this page. */
  detail?: (key: string, row: Row | undefined, walk: Walk) => ReactNode;
  /** How often a visible table asks again, in milliseconds. */
  refreshMs?: number;
}

export function QueryTable<Row extends object>(props: Props<Row>) {
  const { filters: fields = [], rowKey, onExport } = props;
  const url = useTableUrl(fields.map((field) => field.key));
  const [settings, changeSettings] = useTableSettings(props.name);
  const query: TableQuery = { filters: url.filters, sort: url.sort, cursor: url.cursor, limit: url.limit };
  const page = useQuery({
    queryKey: [...props.queryKey, query],
    queryFn: () => props.load(query),
    placeholderData: (before) => before,
    refetchInterval: props.refreshMs,
  });
  const rows = page.data?.items ?? [];
  const total = page.data?.total ?? 0;
  const chosen = useSelection(rowKey, url.filters, total);
  const shownColumns = props.columns.filter((column) => isShown(column, settings));
  const isFiltered = Object.keys(url.filters).length > 0;

  if (page.data && total === 0 && !isFiltered) return <div className={styles.table}>{props.never}</div>;
  return (
    <div className={styles.table}>
      {fields.length > 0 && <FilterBar fields={fields} url={url} />}
      <Toolbar
        create={props.create}
        columns={props.columns}
        settings={settings}
        onSettings={changeSettings}
        isRefreshing={page.isFetching}
        onRefresh={() => void page.refetch()}
        hasSelection={chosen.selection !== null}
        onExport={
          onExport &&
          ((scope, format) =>
            onExport({
              scope,
              format,
              selection: chosen.selection,
              filters: scope === "all" ? {} : url.filters,
              columns: shownColumns.map((column) => column.key),
            }))
        }
      />
      {props.batch && chosen.selection && (
        <BatchBar
          count={chosen.selection.count}
          total={total}
          isAll={chosen.isAll}
          onTakeAll={props.canSelectAll === false ? undefined : chosen.takeAll}
          onClear={chosen.clear}
        >
          {props.batch(chosen.selection, chosen.clear)}
        </BatchBar>
      )}
      {page.error ? (
        <ErrorState error={page.error} onRetry={() => void page.refetch()} />
      ) : (
        <Rows {...props} rows={rows} columns={shownColumns} url={url} chosen={chosen} isCompact={settings.isCompact} isLoading={page.isPending} />
      )}
      <Pager url={url} total={page.data?.total} nextCursor={page.data?.next_cursor ?? null} />
      {props.detail && url.open && <OpenRow open={url.open} detail={props.detail} rows={rows} rowKey={rowKey} onOpen={url.setOpen} />}
    </div>
  );
}

interface RowsProps<Row> extends Props<Row> {
  rows: Row[];
  url: ReturnType<typeof useTableUrl>;
  chosen: ReturnType<typeof useSelection<Row>>;
  isCompact: boolean;
  isLoading: boolean;
}

function Rows<Row extends object>({ rows, url, chosen, isCompact, isLoading, ...props }: RowsProps<Row>) {
  const { t } = useTranslation("parts");
  const { rowKey, detail } = props;
  // Pinned columns would cover a narrow table.
  const isNarrow = useNarrow();
  const onRow: TableProps<Row>["onRow"] = detail
    ? (row) => ({
        onClick: (event) => isPlainClick(event) && url.setOpen(rowKey(row)),
        className: rowKey(row) === url.open ? styles.openRow : styles.clickable,
      })
    : undefined;
  const onChange: TableProps<Row>["onChange"] = (_page, _filters, sorter, { action }) => {
    if (action !== "sort" || Array.isArray(sorter)) return;
    const name = props.columns.find((column) => column.key === sorter.columnKey)?.sort;
    url.setSort(name && sorter.order ? (sorter.order === "descend" ? `-${name}` : name) : undefined);
  };
  return (
    <Table<Row>
      aria-label={props.label}
      size={isCompact ? "small" : "middle"}
      rowKey={rowKey}
      dataSource={rows}
      loading={isLoading}
      columns={props.columns.map(({ render, sort, isExtra: _extra, isAlways: _always, ...column }) => ({
        ...column,
        fixed: isNarrow ? undefined : column.fixed,
        render: (_value: unknown, row: Row) => render(row),
        sorter: sort !== undefined,
        sortOrder: url.sort === sort && sort ? "ascend" : url.sort === `-${sort}` ? "descend" : null,
      }))}
      rowSelection={
        props.batch && {
          selectedRowKeys: chosen.isAll ? rows.map(rowKey) : chosen.tickedKeys,
          preserveSelectedRowKeys: true,
          onSelect: (row, isTicked) => chosen.tick([row], isTicked),
          onSelectAll: (isTicked) => chosen.tick(rows, isTicked),
          getTitleCheckboxProps: () => ({ "aria-label": t("table.select_page") }),
          getCheckboxProps: (row) => ({ "aria-label": t("table.select_row", { name: props.rowLabel(row) }) }),
        }
      }
      onRow={onRow}
      onChange={onChange}
      pagination={false}
      scroll={{ x: "max-content" }}
      sticky={{ offsetHeader: 56 }}
      locale={{ emptyText: isLoading ? " " : <NoResults onClear={url.clearFilters} /> }}
    />
  );
}

/** A click meant for the row, not for a link, a button or a ticked box in it, nor the end of selecting text. */
function isPlainClick(event: MouseEvent): boolean {
  const target = event.target as Element;
  return !target.closest("a, button, input, label, [role=menu]") && getSelection()?.isCollapsed !== false;
}

interface OpenRowProps<Row> extends Required<Pick<Props<Row>, "detail" | "rowKey">> {
  open: string;
  rows: Row[];
  onOpen: (key: string | undefined) => void;
}

function OpenRow<Row>({ open, detail, rows, rowKey, onOpen }: OpenRowProps<Row>) {
  const index = rows.findIndex((row) => rowKey(row) === open);
  const step = (row: Row | undefined) => row && (() => onOpen(rowKey(row)));
  return detail(open, rows[index], {
    toPrevious: index > 0 ? step(rows[index - 1]) : undefined,
    toNext: index >= 0 ? step(rows[index + 1]) : undefined,
    close: () => onOpen(undefined),
  });
}
