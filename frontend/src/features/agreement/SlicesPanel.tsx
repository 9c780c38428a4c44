import { Text } from "@mantine/core";
import { useMemo } from "react";

import type { QuestionOverview, SlicesPart } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart } from "@/components/charts/IntervalChart";
import { worstFirst } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";
import { count } from "@/lib/numbers";

import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { type SliceRow, sliceRows } from "./shaping";

const right = { align: "right" as const };
const COLUMNS = [
  { key: "slice", header: "Slice", value: (row: SliceRow) => row.label },
  { key: "alpha", header: "Alpha", value: (row: SliceRow) => row.own.value, ...right },
  { key: "low", header: "Low", value: (row: SliceRow) => row.own.low, ...right },
  { key: "high", header: "High", value: (row: SliceRow) => row.own.high, ...right },
  { key: "pooled", header: "Pooled", value: (row: SliceRow) => row.pooled?.value ?? null, ...right },
  { key: "pooled-low", header: "Pooled low", value: (row: SliceRow) => row.pooled?.low ?? null, ...right },
  { key: "pooled-high", header: "Pooled high", value: (row: SliceRow) => row.pooled?.high ?? null, ...right },
  { key: "items", header: "Items", value: (row: SliceRow) => row.items, ...right },
  { key: "small", header: "Small", value: (row: SliceRow) => (row.small ? "small" : "") },
  { key: "reason", header: "Why unknown", value: (row: SliceRow) => row.own.reason },
];
const MOST = 14;
const ALPHA = [-1, 1] as const;
const POOLED =
  "Hollow: fewer than 30 comparable items, drawn pulled towards the mean of its kind (partial pooling by empirical Bayes).";

/** Where agreement is low: every slice with its interval, worst first, small ones pooled and marked. */
export function SlicesPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const part = useReportPart({ reportId, question: question.question }, "slices");
  return (
    <PartPanel title="By slice, lowest first" part={part} height={320}>
      {(data) => <Slices question={question} reportId={reportId} slices={data.slices} />}
    </PartPanel>
  );
}

function Slices({
  question,
  reportId,
  slices,
}: {
  question: QuestionOverview;
  reportId: number;
  slices: SlicesPart["slices"];
}) {
  const overall = question.krippendorff_alpha.value;
  const all = useMemo(() => worstFirst(sliceRows(slices)), [slices]);
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
  const small = shown.some((row) => row.hollow) ? ` ${POOLED}` : "";
  return (
    <Panel>
      <ChartFrame
        title="By slice, lowest first"
        hint={`A slice whose whole interval lies left of the dashed line agrees less than the rest.${small}${more}`}
        rows={all}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
        download={<PartDownload reportId={reportId} question={question.question} part="slices" title="By slice" />}
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
