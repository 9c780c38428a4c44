import { Text } from "@mantine/core";
import { useMemo } from "react";

import type { RankingResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart, type Series } from "@/components/charts/IntervalChart";
import type { IntervalRow } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";

import { CONTROLLED, RAW, STYLED, strengthRows, WEIGHED } from "./shaping";

const COLUMNS = [
  { key: "model", header: "Model", value: (row: IntervalRow) => row.label },
  { key: "series", header: "Ranking", value: (row: IntervalRow) => row.series },
  { key: "strength", header: "Strength", value: (row: IntervalRow) => row.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
];
const SERIES: readonly Series[] = [
  { name: RAW, colour: "accent" },
  { name: CONTROLLED, colour: "second" },
  { name: STYLED, colour: "third" },
  { name: WEIGHED, colour: "fourth" },
];
const AVERAGE = { value: 0, label: "average model" };

/** The strengths, raw and length-controlled on the same scale. */
export function StrengthPanel({ result }: { result: RankingResult }) {
  const rows = useMemo(() => strengthRows(result), [result]);
  const series = useMemo(() => SERIES.filter(({ name }) => rows.some((row) => row.series === name)), [rows]);
  const best = result.strengths[0];
  if (!best) {
    return (
      <Panel title="Strengths">
        <Text c="dimmed" size="sm">
          No model can be ranked yet: there are too few decided comparisons between models that met.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel>
      <ChartFrame
        title="Strengths"
        hint="On the log-odds scale, average zero: one more means odds of 2.7 to 1 of being preferred. A model that falls when length is held equal owes part of its rank to long answers."
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => `${row.key} ${row.series ?? ""}`}
        order={2}
      >
        <IntervalChart
          rows={rows}
          axis="Strength (log odds against the average model)"
          label={`Model strengths with intervals, strongest first; ${best.model} leads.`}
          reference={AVERAGE}
          {...(series.length > 1 ? { series } : {})}
        />
      </ChartFrame>
    </Panel>
  );
}
