import { useMemo } from "react";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart, type Series } from "@/components/charts/IntervalChart";
import { asDecimal, type IntervalRow, intervalText } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { ADJUSTED, countsText, meanRows, RAW, type Rated, type Scale } from "./shaping";

const SERIES: readonly Series[] = [
  { name: RAW, colour: "accent" },
  { name: ADJUSTED, colour: "second" },
];
const CHART_COLUMNS = [
  { key: "model", header: "Model", value: (row: IntervalRow) => row.label },
  { key: "series", header: "Mean", value: (row: IntervalRow) => row.series },
  { key: "value", header: "Score", value: (row: IntervalRow) => row.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
];

/** The means of one scale, and how often each score was given. */
export function MeansPanel({ scale }: { scale: Scale }) {
  const rows = useMemo(() => meanRows(scale), [scale]);
  const columns = useMemo<Column<Rated>[]>(
    () => [
      { key: "model", header: "Model", value: (row) => row.model, render: (row) => <b>{row.model}</b> },
      { key: "n", header: "Scores", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
      {
        key: "raw",
        header: "Mean as scored",
        value: (row) => row.raw.value,
        render: (row) => intervalText(row.raw, asDecimal),
        align: "right",
      },
      {
        key: "adjusted",
        header: "Severity removed",
        value: (row) => row.adjusted.value,
        render: (row) => <span title={row.adjusted.reason ?? undefined}>{intervalText(row.adjusted, asDecimal)}</span>,
        align: "right",
      },
      { key: "counts", header: "Of each score", value: (row) => countsText(row.counts, scale.scale), sortable: false },
    ],
    [scale],
  );
  const low = scale.scale[0] ?? 0;
  const high = scale.scale.at(-1) ?? 1;
  return (
    <>
      <Panel>
        <ChartFrame
          title={scale.title}
          hint={`On a scale of ${String(low)} to ${String(high)}. A model that rises when severity is removed was scored by stricter raters than the others.`}
          rows={rows}
          columns={CHART_COLUMNS}
          rowKey={(row) => `${row.key} ${row.series ?? ""}`}
          order={2}
        >
          <IntervalChart
            rows={rows}
            axis="Mean score"
            label={`Mean scores of each model on ${scale.title}, with intervals, highest first.`}
            bounds={[low, high]}
            series={SERIES}
          />
        </ChartFrame>
      </Panel>
      <Panel
        title="Models"
        hint="Intervals are clustered by item. The adjusted mean is that of a rater of average severity; erratic raters weigh less."
        actions={<CsvButton title={`Scores on ${scale.title}`} rows={scale.models} columns={columns} />}
      >
        <DataTable
          rows={scale.models}
          columns={columns}
          rowKey={(row) => row.model}
          label={`Scores on ${scale.title}`}
        />
      </Panel>
    </>
  );
}
