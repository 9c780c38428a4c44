import { Alert, List, SimpleGrid, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

import type { RankingResult } from "@/api/types";
import { Panel } from "@/components/Panel";
import { ReportView } from "@/components/reports/ReportView";
import { useComparingQuestion } from "@/components/reports/useComparingQuestion";
import { useProjectId } from "@/lib/useProjectId";

import { NextPairsPanel } from "./NextPairsPanel";
import { ScorecardPanel } from "./ScorecardPanel";
import { StandingsPanel } from "./StandingsPanel";
import { StrengthPanel } from "./StrengthPanel";
import { StylePanel } from "./StylePanel";
import { WeightsPanel } from "./WeightsPanel";
import { WinMatrixPanel } from "./WinMatrixPanel";

/** Which model wins, how surely, and what is left when length is held equal. */
export function LeaderboardPage() {
  const id = useProjectId();
  const { question, chooser } = useComparingQuestion(id);
  return (
    <ReportView
      projectId={id}
      kind="ranking"
      question={question}
      chooser={chooser}
      title="Leaderboard"
      text="Bradley–Terry strengths with intervals: overlapping whiskers mean that the data can’t tell the models apart."
      promise="A ranking turns the comparisons into strengths with intervals, as judged and with length held equal. It needs items whose responses name their models."
    >
      {(result) => <Ranking projectId={id} result={result} />}
    </ReportView>
  );
}

const TIES: Record<RankingResult["ties"]["treatment"], string> = {
  davidson: "have a probability of their own (Davidson’s model)",
  "rao-kupper": "lie below a threshold of the difference (Rao and Kupper’s model)",
  half: "count as half a win for both",
  drop: "are left out",
};

function Ranking({ projectId, result }: { projectId: number; result: RankingResult }) {
  return (
    <>
      <Unrankable result={result} />
      <StrengthPanel result={result} />
      <StandingsPanel result={result} />
      {result.strengths.length > 0 ? <ScorecardPanel projectId={projectId} result={result} /> : null}
      <StylePanel result={result} />
      <NextPairsPanel projectId={projectId} result={result} />
      {result.raters_weighed ? <WeightsPanel weighed={result.raters_weighed} /> : null}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <WinMatrixPanel result={result} />
        <Panel title="How it was made">
          <List size="sm" spacing="xs">
            <List.Item>Question: {result.question ?? "none"}</List.Item>
            <List.Item>Ties: {TIES[result.ties.treatment]}</List.Item>
            <List.Item>Method: {result.method}</List.Item>
            <List.Item>Intervals: {result.intervals}</List.Item>
            <List.Item>
              One comparison per {result.aggregation === "majority" ? "item, by majority" : "judgment"}
            </List.Item>
            {result.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Panel>
      </SimpleGrid>
    </>
  );
}

/** Models without a common opponent have no common scale: they are named, never given a made-up place. */
function Unrankable({ result }: { result: RankingResult }) {
  if (result.unrankable.length === 0) return null;
  const n = result.unrankable.length;
  return (
    <Alert
      color="gold"
      variant="light"
      icon={<IconInfoCircle aria-hidden />}
      title={n === 1 ? "One model can’t be ranked" : `${String(n)} models can’t be ranked`}
    >
      <List size="sm">
        {result.unrankable.map((one) => (
          <List.Item key={one.model}>
            <Text span fw={600} size="sm">
              {one.model}
            </Text>
            : {one.reason}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
