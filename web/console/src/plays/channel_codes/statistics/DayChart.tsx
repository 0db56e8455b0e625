/** Added, lost and net by day as lines, named at their ends. */
import { useTranslation } from "react-i18next";

import type { CodeTotals } from "@siyu/shared/api";
import { compact, exact } from "@siyu/shared/format";

import { Chart } from "../../../parts/Chart";

type Row = { key: string; label: string } & CodeTotals;

const LINES = ["added", "lost", "net"] as const;

export function DayChart({ rows }: { rows: Row[] }) {
  const { t } = useTranslation("channel_codes");
  const best = rows.reduce<Row | undefined>((most, row) => (most && most.added >= row.added ? most : row), undefined);
  const option = {
    grid: { left: 8, right: 64, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => exact(Number(value)) },
    xAxis: { type: "category", boundaryGap: false, data: rows.map((row) => row.key.slice(5)) },
    yAxis: { type: "value", minInterval: 1, axisLabel: { formatter: (value: number) => compact(value) } },
    series: LINES.map((figure) => ({
      name: t(`figure.${figure}`),
      type: "line",
      showSymbol: rows.length < 2,
      symbolSize: 6,
      lineStyle: { width: 2, type: figure === "lost" ? "dashed" : "solid" },
      endLabel: { show: true, formatter: "{a}", distance: 6 },
      labelLayout: { moveOverlap: "shiftY" },
      data: rows.map((row) => row[figure]),
    })),
  };
  return <Chart option={option} label={t("stats.chart", { days: rows.length, day: best?.key ?? "", count: best?.added ?? 0 })} />;
}
