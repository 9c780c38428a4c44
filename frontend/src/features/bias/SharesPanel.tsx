import type { ReactNode } from "react";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart, type Series } from "@/components/charts/IntervalChart";
import { asPercent, type IntervalRow, type NumberFormat } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";
import { fixed } from "@/lib/numbers";

interface SharesPanelProps {
  title: string;
  hint: ReactNode;
  /** What the rows are: "Length difference", "Slice". */
  by: string;
  /** What won, as the axis says it. */
  what: string;
  label: string;
  rows: readonly IntervalRow[];
  series?: readonly Series[];
  /** How a number is written, where no preference lies, and what the axis holds: of shares unless said. */
  scale?: Scale;
}

export interface Scale {
  format: NumberFormat;
  reference: { value: number; label: string };
  bounds?: readonly [number, number];
  ticks?: readonly number[];
}

const SHARES: Scale = { format: asPercent, reference: { value: 0.5, label: "no preference" }, bounds: [0, 1] };

/** Odds, drawn and tabled as their logarithm, where 1 is no preference. */
export const ODDS: Scale = {
  format: (value) => fixed(Math.exp(value), 2),
  reference: { value: 0, label: "no preference" },
  ticks: [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((power) => power * Math.LN2),
};

/** Shares around one half, one row each with its interval; nothing where there is none. */
export function SharesPanel({ title, hint, by, what, label, rows, series, scale = SHARES }: SharesPanelProps) {
  if (rows.length === 0) return null;
  const columns = [
    { key: "by", header: by, value: (row: IntervalRow) => row.label, sortable: false },
    ...(series ? [{ key: "series", header: "What", value: (row: IntervalRow) => row.series }] : []),
    { key: "share", header: what, value: (row: IntervalRow) => row.value, align: "right" as const },
    { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
    { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
    { key: "n", header: "Behind it", value: (row: IntervalRow) => row.detail },
  ];
  return (
    <Panel>
      <ChartFrame
        title={title}
        hint={hint}
        rows={rows}
        columns={columns}
        rowKey={(row) => `${row.key} ${row.series ?? ""}`}
        order={2}
      >
        <IntervalChart
          rows={rows}
          axis={what}
          format={scale.format}
          label={label}
          reference={scale.reference}
          {...(scale.bounds ? { bounds: scale.bounds } : {})}
          {...(scale.ticks ? { ticks: scale.ticks } : {})}
          {...(series ? { series } : {})}
        />
      </ChartFrame>
    </Panel>
  );
}
