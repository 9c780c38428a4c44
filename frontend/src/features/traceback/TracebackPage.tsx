import { List, Select, SimpleGrid, Text } from "@mantine/core";

import type { Scorer, TracebackResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart } from "@/components/charts/IntervalChart";
import { asPercent } from "@/components/charts/intervals";
import { EstimateValue } from "@/components/EstimateValue";
import { Panel } from "@/components/Panel";
import { ReportView } from "@/components/reports/ReportView";
import { StatTile } from "@/components/StatTile";
import { count } from "@/lib/numbers";
import { useAddressed } from "@/lib/useAddressed";
import { useProjectId } from "@/lib/useProjectId";

import { ExamplesPanel } from "./ExamplesPanel";
import { useScorers } from "./queries";
import { ScorersPanel } from "./ScorersPanel";
import { marginRows } from "./shaping";
import { SourcesPanel } from "./SourcesPanel";

/** From a reward model that learnt the wrong thing back to the votes that taught it. */
export function TracebackPage() {
  const id = useProjectId();
  const scorers = useScorers(id);
  // Empty is a choice of its own here, and stands in the address as such.
  const [picked, setPicked] = useAddressed("against");
  const newest = scorers.data?.[0]?.name ?? "";
  const scorer = picked ?? newest;
  return (
    <ReportView
      projectId={id}
      kind="traceback"
      title="Trace-back"
      text="Which votes a reward model contradicts, and which raters, slices, guidelines, lengths or hours they come from."
      promise="A trace-back holds every vote against a reward model’s scores (or against what all votes together say) and names the groups that carry the contradictions."
      plan={{ scorer }}
      controls={<Against scorers={scorers.data ?? []} scorer={scorer} onPick={setPicked} />}
      footer={<ScorersPanel projectId={id} scorers={scorers.data ?? []} />}
    >
      {(result) => <Traceback projectId={id} result={result} />}
    </ReportView>
  );
}

interface AgainstProps {
  scorers: Scorer[];
  scorer: string;
  onPick: (name: string | null) => void;
}

function Against({ scorers, scorer, onPick }: AgainstProps) {
  return (
    <Select
      label="The next report holds the votes against"
      data={[
        ...scorers.map((one) => ({ value: one.name, label: `the scores of ${one.name}` })),
        { value: "", label: "the strengths fitted to all votes" },
      ]}
      value={scorer}
      allowDeselect={false}
      onChange={onPick}
      w={{ base: "100%", sm: 380 }}
    />
  );
}

function Traceback({ projectId, result }: { projectId: number; result: TracebackResult }) {
  if (result.reason !== null) {
    return (
      <Panel title="Nothing could be traced">
        <Text>{result.reason}.</Text>
      </Panel>
    );
  }
  const who = result.scorer === "" ? "The fit" : result.scorer;
  return (
    <>
      <Panel title="What was found">
        <Text fw={600} mb="md">
          {result.sentence}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
          <StatTile
            label="Votes contradicted"
            value={<EstimateValue estimate={result.contradicted} format={asPercent} />}
            detail={`${count(result.n_contradicted)} of ${count(result.n_decided)} decided votes, ${count(result.n_items)} items`}
          />
          <StatTile
            label={`${who} prefers the longer response`}
            value={<EstimateValue estimate={result.scorer_prefers_longer} format={asPercent} />}
            detail="of the votes on pairs of different lengths"
          />
          <StatTile
            label="Raters prefer the longer response"
            value={<EstimateValue estimate={result.raters_prefer_longer} format={asPercent} />}
            detail="on the same pairs"
          />
        </SimpleGrid>
      </Panel>
      <SourcesPanel projectId={projectId} result={result} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Margins result={result} />
        <ExamplesPanel projectId={projectId} examples={result.examples} />
      </SimpleGrid>
      {result.notes.length > 0 ? (
        <Panel title="What was left out">
          <List size="sm">
            {result.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Panel>
      ) : null}
    </>
  );
}

const COLUMNS = [
  { key: "band", header: "Margin", value: (row: Band) => row.band },
  { key: "n", header: "Votes", value: (row: Band) => row.n, align: "right" as const },
  { key: "value", header: "Contradicted", value: (row: Band) => row.contradicted.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: Band) => row.contradicted.low, align: "right" as const },
  { key: "high", header: "High", value: (row: Band) => row.contradicted.high, align: "right" as const },
];
type Band = TracebackResult["margins"][number];
const CHANCE = { value: 0.5, label: "chance" };
const SHARE = [0, 1] as const;

function Margins({ result }: { result: TracebackResult }) {
  return (
    <Panel>
      <ChartFrame
        title="By margin"
        hint="Close margins are contradicted more often, whoever votes. A scorer that is contradicted as often where it is sure has learnt something else than the raters mean."
        rows={result.margins}
        columns={COLUMNS}
        rowKey={(row) => row.band}
        order={2}
      >
        <IntervalChart
          rows={marginRows(result)}
          axis="Share of votes that contradict"
          label="Contradicted votes by the size of the scorer’s margin, from close to clear."
          format={asPercent}
          reference={CHANCE}
          bounds={SHARE}
        />
      </ChartFrame>
    </Panel>
  );
}
