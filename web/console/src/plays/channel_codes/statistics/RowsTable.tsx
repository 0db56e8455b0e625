/** The figures line by line, with their sum at the foot. */
import { Table, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { CodeTotals } from "@siyu/shared/api";
import { exact, rate } from "@siyu/shared/format";

import { FIGURES, type Dimension } from "./query";
import styles from "./Statistics.module.css";

type Row = { key: string; label: string } & CodeTotals;

interface Props {
  rows: Row[];
  totals: CodeTotals;
  by: Dimension;
  isLoading: boolean;
}

export function RowsTable({ rows, totals, by, isLoading }: Props) {
  const { t } = useTranslation("channel_codes");
  const columns: TableColumnType<Row>[] = [
    {
      key: "label",
      title: t(`stats.by.${by}`),
      sorter: (a, b) => a.label.localeCompare(b.label),
      render: (_, row) => (by === "code" ? <Link to={`/codes?open=${row.key}`}>{row.label}</Link> : row.label),
    },
    ...FIGURES.map((figure) => ({
      key: figure,
      title: t(`figure.${figure}`),
      align: "right" as const,
      className: "sy-number",
      sorter: (a: Row, b: Row) => a[figure] - b[figure],
      render: (_: unknown, row: Row) => exact(row[figure]),
    })),
    {
      key: "loss",
      title: t("figure.loss_rate"),
      align: "right",
      className: "sy-number",
      sorter: (a, b) => a.lost / (a.added || 1) - b.lost / (b.added || 1),
      render: (_, row) => rate(row.lost, row.added),
    },
  ];
  return (
    <Table<Row>
      aria-label={t("stats.detail")}
      size="small"
      rowKey="key"
      loading={isLoading}
      dataSource={rows}
      columns={columns}
      scroll={{ x: "max-content" }}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      summary={() => (
        <Table.Summary.Row className={styles.total}>
          <Table.Summary.Cell index={0}>{t("stats.sum")}</Table.Summary.Cell>
          {FIGURES.map((figure, index) => (
            <Table.Summary.Cell key={figure} index={index + 1} align="right" className="sy-number">
              {exact(totals[figure])}
            </Table.Summary.Cell>
          ))}
          <Table.Summary.Cell index={FIGURES.length + 1} align="right" className="sy-number">
            {rate(totals.lost, totals.added)}
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  );
}
