import { Alert, List, SimpleGrid } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";

import type { BiasResult } from "@/api/types";
import type { Series } from "@/components/charts/IntervalChart";
import { asPercent } from "@/components/charts/intervals";
import { EstimateValue } from "@/components/EstimateValue";
import { Panel } from "@/components/Panel";
import { ReportView } from "@/components/reports/ReportView";
import { useComparingQuestion } from "@/components/reports/useComparingQuestion";
import { StatTile } from "@/components/StatTile";
import { useProjectId } from "@/lib/useProjectId";

import { RatersPanel } from "./RatersPanel";
import { bandRows, featureName, FIRST, groupRows, hourRows, LONGER, sliceRows, stratumRows } from "./shaping";
import { ODDS, SharesPanel } from "./SharesPanel";
import { VerdictPanel } from "./VerdictPanel";

/** Do raters reward length or the side, rather than quality. */
export function BiasPage() {
  const id = useProjectId();
  const { question, chooser } = useComparingQuestion(id);
  return (
    <ReportView
      projectId={id}
      kind="bias"
      question={question}
      chooser={chooser}
      title="Bias"
      text="Whether the longer response, or the one shown first, wins more often than it should."
      promise="A report measures whether length or side decides comparisons, for the project and for each rater, raw and with the models held equal."
    >
      {(result) => <Bias result={result} />}
    </ReportView>
  );
}

const BOTH_SERIES: readonly Series[] = [
  { name: LONGER, colour: "accent" },
  { name: FIRST, colour: "second" },
];

/** What to do about what was found. */
function Advice({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Alert color="gold" variant="light" icon={<IconBulb aria-hidden />} title="What to do about it">
      <List size="sm" spacing={4}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Bias({ result }: { result: BiasResult }) {
  const { length, side } = result;
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <VerdictPanel
          title="Length"
          verdict={length.verdict}
          sentence={length.sentence}
          raw={length.longer_wins}
          rawLabel="Longer response wins"
          controlled={length.controlled}
          controlledLabel="Odds per standard deviation of length, models held equal"
        />
        <VerdictPanel
          title="Side"
          verdict={side.verdict}
          sentence={side.sentence}
          raw={side.first_wins}
          rawLabel="First shown wins"
          controlled={side.controlled}
          controlledLabel="Odds for the first shown, models held equal"
        />
      </SimpleGrid>
      <Advice lines={result.advice} />
      <SharesPanel
        title="By difference in length"
        hint="How often the longer response wins, by how much longer it is. Part of this can be quality: compare with the controlled effect."
        by="Length difference"
        what="Longer response wins"
        label="How often the longer response wins, by difference in length, with intervals."
        rows={bandRows(result.length_bands)}
      />
      <SharesPanel
        title="Within lengths that match"
        hint="The odds of the longer response where both are nearly as long, and where they are not, models held equal. Odds that grow from row to row tell of length itself; odds that are there in the first row tell of something that goes along with it."
        by="Length difference"
        what="Odds of the longer response"
        label="Odds of the longer response within each band of length difference, models held equal, with intervals."
        rows={stratumRows(result.length_bands)}
        scale={ODDS}
      />
      {result.formats.length > 0 ? (
        <SimpleGrid cols={{ base: 1, lg: Math.min(3, result.formats.length) }} spacing="lg">
          {result.formats.map((one) => (
            <VerdictPanel
              key={one.name}
              title={featureName(one.name)}
              verdict={one.verdict}
              sentence={one.sentence}
              raw={one.more_wins}
              rawLabel="Response with more of it wins"
              controlled={one.controlled}
              controlledLabel="Odds, models and the rest equal"
            />
          ))}
        </SimpleGrid>
      ) : null}
      <SharesPanel
        title="By slice"
        hint="Where length decides most. A flag says that the whole interval lies more than five points from one half."
        by="Slice"
        what="Longer response wins"
        label="How often the longer response wins in each slice, the farthest from one half first."
        rows={sliceRows(result.slices)}
      />
      {result.hours.length > 1 ? (
        <SharesPanel
          title="By hour of the shift"
          hint="Tired raters take shortcuts: dots that leave the middle late in a shift ask for shorter batches."
          by="Hour"
          what="Share of decided votes"
          label="How often the longer and the first-shown response win, by hour of the rater’s shift."
          rows={hourRows(result.hours)}
          series={BOTH_SERIES}
        />
      ) : null}
      <SharesPanel
        title="By group of raters"
        hint="Raters with a qualification, and model judges. A group that leans where others don’t asks for training, not for a new guideline."
        by="Group"
        what="Share of decided votes"
        label="How often the longer and the first-shown response win with each group of raters."
        rows={groupRows(result.groups)}
        series={BOTH_SERIES}
      />
      <RatersPanel raters={result.raters} spread={result.rater_spread} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg">
        <StatTile label="Ties" value={<EstimateValue estimate={result.ties} format={asPercent} />} />
        <StatTile label="Both bad" value={<EstimateValue estimate={result.both_bad} format={asPercent} />} />
      </SimpleGrid>
      <Panel title="How it was made">
        <List size="sm" spacing="xs">
          <List.Item>Question: {result.question ?? "none"}</List.Item>
          <List.Item>
            A bias is called present where no effect is ruled out at 99 %: of unbiased projects at most one in twenty
            has any verdict wrong. The intervals that are shown are at 95 %.
          </List.Item>
          {result.notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      </Panel>
    </>
  );
}
