import type { ReactNode } from "react";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart, type Series } from "@/components/charts/IntervalChart";
import { asPercent, type IntervalRow } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";

const HALF = { value: 0.5, label: "no preference" };
const SHARE = [0, 1] as const;

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
}

/** Shares around one half, one row each with its interval; nothing where there is none. */
export function SharesPanel({ title, hint, by, what, label, rows, series }: SharesPanelProps) {
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
          format={asPercent}
          label={label}
          reference={HALF}
          bounds={SHARE}
          {...(series ? { series } : {})}
        />
      </ChartFrame>
    </Panel>
  );
}
