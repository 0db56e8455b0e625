/** Above the rows: making on the left; export, columns, density and refresh on the right. */
import { ColumnHeightOutlined, ExportOutlined, ReloadOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Dropdown, Popover, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./QueryTable.module.css";
import type { TableSettings } from "./settings";
import type { ExportChoice, QueryColumn } from "./types";

interface Props<Row> {
  create: ReactNode;
  columns: QueryColumn<Row>[];
  settings: TableSettings;
  onSettings: (patch: Partial<TableSettings>) => void;
  isRefreshing: boolean;
  onRefresh: () => void;
  hasSelection: boolean;
  onExport?: (scope: ExportChoice<Row>["scope"], format: ExportChoice<Row>["format"]) => void;
}

export function Toolbar<Row>(props: Props<Row>) {
  const { t } = useTranslation("parts");
  const { settings, onSettings } = props;
  return (
    <div className={styles.toolbar}>
      <div className={styles.toolbarLeft}>{props.create}</div>
      {props.onExport && <ExportMenu hasSelection={props.hasSelection} onExport={props.onExport} />}
      <ColumnMenu columns={props.columns} settings={settings} onSettings={onSettings} />
      <Tooltip title={t(settings.isCompact ? "table.roomy" : "table.compact")}>
        <Button
          type="text"
          aria-label={t(settings.isCompact ? "table.roomy" : "table.compact")}
          icon={<ColumnHeightOutlined />}
          onClick={() => onSettings({ isCompact: !settings.isCompact })}
        />
      </Tooltip>
      <Tooltip title={t("table.refresh")}>
        <Button
          type="text"
          aria-label={t("table.refresh")}
          icon={<ReloadOutlined spin={props.isRefreshing} />}
          onClick={props.onRefresh}
        />
      </Tooltip>
    </div>
  );
}

type ExportMenuProps<Row> = Required<Pick<Props<Row>, "hasSelection" | "onExport">>;

function ExportMenu<Row>({ hasSelection, onExport }: ExportMenuProps<Row>) {
  const { t } = useTranslation("parts");
  const scopes = (["selected", "filtered", "all"] as const).filter((scope) => scope !== "selected" || hasSelection);
  const items = scopes.map((scope) => ({
    key: scope,
    label: t(`table.export_${scope}`),
    children: (["xlsx", "csv"] as const).map((format) => ({
      key: `${scope}-${format}`,
      label: t(`table.format_${format}`),
      onClick: () => onExport(scope, format),
    })),
  }));
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" icon={<ExportOutlined />}>
        {t("table.export")}
      </Button>
    </Dropdown>
  );
}

type ColumnMenuProps<Row> = Pick<Props<Row>, "columns" | "settings" | "onSettings">;

function ColumnMenu<Row>({ columns, settings, onSettings }: ColumnMenuProps<Row>) {
  const { t } = useTranslation("parts");
  const flip = (key: string) => {
    const { flipped } = settings;
    onSettings({ flipped: flipped.includes(key) ? flipped.filter((other) => other !== key) : [...flipped, key] });
  };
  const list = (
    <div className={styles.columnList}>
      {columns
        .filter((column) => !column.isAlways)
        .map((column) => (
          <Checkbox key={column.key} checked={isShown(column, settings)} onChange={() => flip(column.key)}>
            {column.title}
          </Checkbox>
        ))}
      <Button size="small" type="link" onClick={() => onSettings({ flipped: [] })}>
        {t("table.default_columns")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={list}>
      <Tooltip title={t("table.columns")}>
        <Button type="text" aria-label={t("table.columns")} icon={<SettingOutlined />} />
      </Tooltip>
    </Popover>
  );
}

/** Whether the reader sees this column: its default, turned over if they turned it over. */
export function isShown<Row>(column: QueryColumn<Row>, settings: TableSettings): boolean {
  return column.isAlways === true || Boolean(column.isExtra) === settings.flipped.includes(column.key);
}
