import type * as PlotModule from "@observablehq/plot";

import { useCallback } from "react";

import { asDecimal, type Interval, intervalDomain, intervalText, known, type NumberFormat } from "./intervals";
import { PlotView } from "./PlotView";

export interface TimePoint extends Interval {
  from: Date;
  to: Date;
  detail?: string;
}

interface TimeBandChartProps {
  points: readonly TimePoint[];
  label: string;
  axis: string;
  format?: NumberFormat;
  reference?: { value: number; label: string };
  bounds?: readonly [number, number];
}

const HEIGHT = 260;

/** A value over time with its interval as a band; a gap where it is unknown. */
export function TimeBandChart({ points, label, axis, format = asDecimal, reference, bounds }: TimeBandChartProps) {
  const build = useCallback(
    (plot: typeof PlotModule, width: number): PlotModule.PlotOptions => {
      const rows = points.map((point) => ({
        ...point,
        middle: new Date((point.from.getTime() + point.to.getTime()) / 2),
      }));
      const drawn = known(rows);
      const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
      const span = (row: TimePoint) => {
        const [from, to] = [day.format(row.from), day.format(row.to)];
        return from === to ? from : `${from} – ${to}`;
      };
      const domain = intervalDomain(rows, {
        ...(reference ? { include: [reference.value] } : {}),
        ...(bounds ? { bounds } : {}),
      });
      const marks: PlotModule.Markish[] = [
        plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ticks: 5 }),
        plot.axisY({
          label: axis,
          labelArrow: "none",
          tickFormat: format,
          ticks: 5,
          tickSize: 0,
          fill: "var(--chart-muted)",
        }),
        plot.axisX({ label: null, ticks: width < 520 ? 4 : 7, tickSize: 0, fill: "var(--chart-muted)" }),
        plot.areaY(rows, { x: "middle", y1: "low", y2: "high", fill: "var(--chart-accent)", fillOpacity: 0.16 }),
        // Whiskers as well: a band between two lonely points says less than their own intervals.
        plot.ruleX(
          drawn.filter((row) => row.low !== null),
          { x: "middle", y1: "low", y2: "high", stroke: "var(--chart-accent)", strokeOpacity: 0.4, strokeWidth: 2 },
        ),
        plot.lineY(rows, { x: "middle", y: "value", stroke: "var(--chart-accent)", strokeWidth: 2 }),
        plot.dot(drawn, {
          x: "middle",
          y: "value",
          r: 4,
          fill: "var(--chart-accent)",
          stroke: "var(--chart-surface)",
          strokeWidth: 1.5,
        }),
      ];
      if (reference) {
        marks.push(
          plot.ruleY([reference.value], { stroke: "var(--chart-reference)", strokeDasharray: "3,4" }),
          plot.text([reference], {
            y: "value",
            text: "label",
            frameAnchor: "right",
            textAnchor: "start",
            dx: 8,
            fill: "var(--chart-reference)",
          }),
        );
      }
      marks.push(
        plot.tip(
          drawn,
          plot.pointerX({
            x: "middle",
            y: "value",
            fontSize: 12.5,
            lineHeight: 1.3,
            title: (row: TimePoint) =>
              `${span(row)}\n${intervalText(row, format)}${row.detail ? `\n${row.detail}` : ""}`,
          }),
        ),
      );
      return {
        height: HEIGHT,
        marginLeft: 48,
        marginRight: reference ? 72 : 16,
        marginTop: 24,
        marginBottom: 28,
        x: { type: "time", inset: 12 },
        y: { domain },
        marks,
      };
    },
    [points, axis, format, reference, bounds],
  );
  return <PlotView build={build} label={label} height={HEIGHT} />;
}
