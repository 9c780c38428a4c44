import { Text } from "@mantine/core";
import { useMemo } from "react";

import type { QuestionAgreement } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart } from "@/components/charts/IntervalChart";
import { type IntervalRow, worstFirst } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { sliceRows } from "./shaping";

const COLUMNS = [
  { key: "slice", header: "Slice", value: (row: IntervalRow) => row.label },
  { key: "alpha", header: "Alpha", value: (row: IntervalRow) => row.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
  { key: "items", header: "Behind it", value: (row: IntervalRow) => row.detail },
  { key: "reason", header: "Why unknown", value: (row: IntervalRow) => row.reason },
];
const MOST = 14;

/** Where agreement is low: every slice with its interval, worst first. */
export function SlicesPanel({ question }: { question: QuestionAgreement }) {
  const overall = question.krippendorff_alpha.value;
  const all = useMemo(() => worstFirst(sliceRows(question.slices)), [question.slices]);
  const shown = useMemo(() => all.slice(0, MOST), [all]);
  const reference = useMemo(() => (overall === null ? undefined : { value: overall, label: "all items" }), [overall]);
  const worst = all.find((row) => row.value !== null);

  if (all.length === 0) {
    return (
      <Panel title="By slice">
        <Text c="dimmed" size="sm">
          The items have no slices. Import them with a <code>slices</code> field, such as language or category, to see
          where raters disagree.
        </Text>
      </Panel>
    );
  }
  const more = all.length > MOST ? ` The ${String(MOST)} lowest of ${count(all.length)}; the table has them all.` : "";
  return (
    <Panel>
      <ChartFrame
        title="By slice, lowest first"
        hint={`A slice whose whole interval lies left of the dashed line agrees less than the rest.${more}`}
        rows={all}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
      >
        <IntervalChart
          rows={shown}
          axis="Krippendorff’s alpha"
          label={`Agreement by slice${worst ? `; the lowest is ${worst.label}` : ""}.`}
          bounds={ALPHA}
          {...(reference ? { reference } : {})}
        />
      </ChartFrame>
    </Panel>
  );
}

const ALPHA = [-1, 1] as const;
