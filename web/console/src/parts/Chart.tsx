/** A chart in our colours; its drawing code is fetched when the first one is shown. */
import { Skeleton } from "antd";
import type { EChartsCoreOption } from "echarts/core";
import { lazy, Suspense } from "react";

export interface ChartProps {
  /** ECharts option of the registered kinds: line and bar. */
  option: EChartsCoreOption;
  height?: number;
  /** What the chart shows, for a reader who cannot see it. */
  label: string;
}

const Drawing = lazy(() => import("./ChartDrawing"));

export function Chart({ height = 280, ...props }: ChartProps) {
  return (
    <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height }} />}>
      <Drawing height={height} {...props} />
    </Suspense>
  );
}
