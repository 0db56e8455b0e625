/** Draws one chart with ECharts and keeps it in step with its box, its data and the theme. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { fontFamily, palettes, seriesColours, type ThemeName } from "@siyu/shared/tokens";

import { usePreferences } from "../app/preferences";
import type { ChartProps } from "./Chart";

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LabelLayout,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  TooltipComponent,
]);

export default function ChartDrawing({ option, height, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const theme = usePreferences((state) => state.theme);

  useEffect(() => {
    if (!box.current) return;
    const drawn = init(box.current, chartTheme(theme));
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, [theme]);
  useEffect(() => {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    chart.current?.setOption({ animation: !isCalm, aria: { enabled: true }, ...option }, { notMerge: true });
  }, [option, theme]);

  return <div ref={box} role="img" aria-label={label} style={{ width: "100%", height }} />;
}

function chartTheme(theme: ThemeName): object {
  const p = palettes[theme];
  const axis = {
    axisLine: { lineStyle: { color: p.borderStrong } },
    axisTick: { show: false },
    axisLabel: { color: p.text3 },
    splitLine: { lineStyle: { color: p.border } },
  };
  return {
    color: seriesColours[theme],
    textStyle: { fontFamily },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    legend: { textStyle: { color: p.text2 }, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
    tooltip: {
      backgroundColor: p.raised,
      borderColor: p.border,
      textStyle: { color: p.text },
      confine: true,
    },
    line: {
      symbolSize: 6,
      lineStyle: { width: 2 },
      // Left to itself, ECharts outlines a label in white for a white page.
      endLabel: { color: p.text, textBorderColor: "none" },
    },
  };
}
