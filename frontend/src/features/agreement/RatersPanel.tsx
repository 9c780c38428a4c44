import { Button, Text } from "@mantine/core";
import { useMemo } from "react";

import type { QuestionOverview, RatersPart } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asPercent, intervalText } from "@/components/charts/intervals";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";
import { count, fixed } from "@/lib/numbers";
import { useAddressedNumber } from "@/lib/useAddressed";

import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { RaterConfusionDialog } from "./RaterConfusionDialog";
import { type RaterRow, raterRows } from "./shaping";

const NOTEWORTHY = 0.02;
const BASE: Column<RaterRow>[] = [
  {
    key: "rater",
    header: "Rater",
    value: (row) => row.alias,
    render: (row) => <span style={{ whiteSpace: "nowrap" }}>{row.alias}</span>,
  },
  { key: "n", header: "Ratings", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
  {
    key: "others",
    header: "Others agree",
    value: (row) => row.others?.value,
    render: (row) =>
      row.others ? (
        <>
          <Text span size="sm" style={{ whiteSpace: "nowrap" }}>
            {intervalText(row.others, asPercent)}
          </Text>
          <InlineInterval estimate={row.others} label={`Others agree with ${row.alias}`} />
        </>
      ) : (
        "–"
      ),
  },
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

/** What each rater does to agreement: left out, and against the others, category by category. */
export function RatersPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const part = useReportPart({ reportId, question: question.question }, "raters");
  return (
    <PartPanel title="Each rater" part={part} height={320}>
      {(data) => <Raters question={question} reportId={reportId} part={data} />}
    </PartPanel>
  );
}

function Raters({ question, reportId, part }: { question: QuestionOverview; reportId: number; part: RatersPart }) {
  const [asked, setAsked] = useAddressedNumber("confusions");
  const rows = raterRows(part.raters, question.krippendorff_alpha);
  const chosen = part.confusions ? rows.find((row) => row.id === asked) : undefined;
  const columns = useMemo<Column<RaterRow>[]>(() => {
    if (!part.confusions) return BASE;
    const look: Column<RaterRow> = {
      key: "look",
      header: "Confusions",
      value: () => null,
      render: (row) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Confusions of ${row.alias}`}
          onClick={() => {
            setAsked(row.id);
          }}
        >
          Look
        </Button>
      ),
      sortable: false,
    };
    return [...BASE, look];
  }, [part.confusions, setAsked]);
  return (
    <Panel
      title="Each rater"
      hint="“Change” is what leaving the rater out does to alpha: a rise means that the rest agrees better without them. Look at their judgments before you decide anything."
      actions={<PartDownload reportId={reportId} question={question.question} part="raters" title="Each rater" />}
    >
      <DataTable
        rows={rows}
        columns={columns}
        rowKey={(row) => String(row.id)}
        label="Each rater: agreement with the others, and alpha without them"
        initialSort={{ key: "change", direction: "descending" }}
        maxHeight={460}
      />
      {chosen ? (
        <RaterConfusionDialog
          place={{ reportId, question: question.question }}
          rater={chosen}
          onClose={() => {
            setAsked(null);
          }}
        />
      ) : null}
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
