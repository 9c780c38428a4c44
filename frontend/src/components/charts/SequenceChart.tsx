import type * as PlotModule from "@observablehq/plot";

import { useCallback } from "react";

import { asPercent, intervalText } from "./intervals";
import { PlotView } from "./PlotView";

export interface SequencePoint {
  n: number;
  value: number;
  low: number;
  high: number;
}

interface SequenceChartProps {
  points: readonly SequencePoint[];
  label: string;
  /** What is counted along the axis: "Items judged". */
  axis: string;
  reference: { value: number; label: string };
}

const HEIGHT = 300;

/** A share as it came to be, with an interval that holds at every point at once. The axis is logarithmic: early points count. */
export function SequenceChart({ points, label, axis, reference }: SequenceChartProps) {
  const build = useCallback(
    (plot: typeof PlotModule, width: number): PlotModule.PlotOptions => {
      const most = points.at(-1)?.n ?? 1;
      return {
        height: HEIGHT,
        marginLeft: 48,
        marginRight: 64,
        marginTop: 16,
        marginBottom: 40,
        x: { type: "log", domain: [1, Math.max(most, 2)] },
        y: { domain: [0, 1] },
        marks: [
          plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ticks: 5 }),
          plot.axisY({ label: null, tickFormat: asPercent, ticks: 5, tickSize: 0, fill: "var(--chart-muted)" }),
          plot.axisX({
            label: axis,
            labelAnchor: "center",
            labelArrow: "none",
            ticks: width < 520 ? 3 : 6,
            tickFormat: (n: number) => n.toLocaleString(),
            tickSize: 0,
            fill: "var(--chart-muted)",
          }),
          plot.areaY(points, { x: "n", y1: "low", y2: "high", fill: "var(--chart-accent)", fillOpacity: 0.16 }),
          plot.lineY(points, { x: "n", y: "low", stroke: "var(--chart-accent)", strokeOpacity: 0.5 }),
          plot.lineY(points, { x: "n", y: "high", stroke: "var(--chart-accent)", strokeOpacity: 0.5 }),
          plot.lineY(points, { x: "n", y: "value", stroke: "var(--chart-accent)", strokeWidth: 2 }),
          plot.ruleY([reference.value], { stroke: "var(--chart-reference)", strokeDasharray: "3,4" }),
          plot.text([reference], {
            y: "value",
            text: "label",
            frameAnchor: "right",
            textAnchor: "start",
            dx: 8,
            fill: "var(--chart-reference)",
          }),
          plot.tip(
            points,
            plot.pointerX({
              x: "n",
              y: "value",
              fontSize: 12.5,
              lineHeight: 1.3,
              title: (point: SequencePoint) => `after ${point.n.toLocaleString()}\n${intervalText(point, asPercent)}`,
            }),
          ),
        ],
      };
    },
    [points, axis, reference],
  );
  return <PlotView build={build} label={label} height={HEIGHT} />;
}
