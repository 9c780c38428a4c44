import type * as PlotModule from "@observablehq/plot";

import { useCallback } from "react";

import { PlotView } from "./PlotView";

export interface DayCount {
  date: string;
  count: number;
}

const HEIGHT = 200;

/** Counts per day, with a baseline at zero; days without any stay visible as gaps. */
export function DailyBars({ days, label, unit }: { days: readonly DayCount[]; label: string; unit: string }) {
  const build = useCallback(
    (plot: typeof PlotModule, width: number): PlotModule.PlotOptions => {
      const rows = days.map((day) => ({ ...day, at: new Date(`${day.date}T00:00:00Z`) }));
      const long = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
      const wide = Math.max(2, Math.min(28, (width - 60) / Math.max(rows.length, 1) - 3));
      return {
        height: HEIGHT,
        marginLeft: 44,
        marginRight: 12,
        marginTop: 14,
        marginBottom: 26,
        x: { type: "utc", inset: wide / 2 + 2 },
        y: { zero: true, nice: true },
        marks: [
          plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ticks: 4 }),
          plot.axisY({ label: null, ticks: 4, tickFormat: ",d", tickSize: 0, fill: "var(--chart-muted)" }),
          plot.axisX({ label: null, ticks: width < 420 ? 3 : 6, tickSize: 0, fill: "var(--chart-muted)" }),
          plot.ruleX(
            rows.filter((row) => row.count > 0),
            {
              x: "at",
              y1: 0,
              y2: "count",
              stroke: "var(--chart-accent)",
              strokeWidth: wide,
            },
          ),
          plot.ruleY([0], { stroke: "var(--chart-axis)" }),
          plot.tip(
            rows,
            plot.pointerX({
              x: "at",
              y: "count",
              fontSize: 12.5,
              lineHeight: 1.3,
              title: (row: { at: Date; count: number }) =>
                `${long.format(row.at)}\n${row.count.toLocaleString("en")} ${unit}`,
            }),
          ),
        ],
      };
    },
    [days, unit],
  );
  return <PlotView build={build} label={label} height={HEIGHT} />;
}
