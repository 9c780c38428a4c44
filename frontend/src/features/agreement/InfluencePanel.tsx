import { Text } from "@mantine/core";

import type { QuestionAgreement } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count, fixed } from "@/lib/numbers";

import { influenceRows } from "./shaping";

type Row = ReturnType<typeof influenceRows>[number];

const COLUMNS: Column<Row>[] = [
  { key: "rater", header: "Rater", value: (row) => row.alias },
  { key: "n", header: "Judgments", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
  {
    key: "without",
    header: "Alpha without",
    value: (row) => row.without,
    render: (row) => (row.without === null ? "unknown" : fixed(row.without)),
    align: "right",
  },
  {
    key: "change",
    header: "Change",
    value: (row) => row.change,
    render: (row) => <Change change={row.change} />,
    align: "right",
  },
];
const NOTEWORTHY = 0.02;

/** What each rater does to agreement: alpha when they are left out. */
export function InfluencePanel({ question }: { question: QuestionAgreement }) {
  const rows = influenceRows(question.raters, question.krippendorff_alpha);
  return (
    <Panel
      title="Each rater left out"
      hint="A rise means that the rest agrees better without this rater. Look at their judgments before you decide anything."
    >
      <DataTable
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => row.alias}
        label="Alpha with each rater left out"
        initialSort={{ key: "change", direction: "descending" }}
        maxHeight={420}
      />
    </Panel>
  );
}

function Change({ change }: { change: number | null }) {
  if (change === null)
    return (
      <Text span size="sm" c="dimmed">
        –
      </Text>
    );
  const rises = change >= NOTEWORTHY;
  return (
    <Text span size="sm" fw={rises ? 600 : 400} c={rises ? "var(--chart-warn)" : undefined}>
      {change > 0 ? "+" : ""}
      {fixed(change)}
      {rises ? " ▲" : ""}
    </Text>
  );
}
