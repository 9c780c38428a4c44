import { SimpleGrid } from "@mantine/core";

import type { BiasResult } from "@/api/types";
import { asPercent } from "@/components/charts/intervals";
import { EstimateValue } from "@/components/EstimateValue";
import { ReportView } from "@/components/reports/ReportView";
import { StatTile } from "@/components/StatTile";
import { useProjectId } from "@/lib/useProjectId";

import { LengthBandsPanel } from "./LengthBandsPanel";
import { RatersPanel } from "./RatersPanel";
import { VerdictPanel } from "./VerdictPanel";

/** Do raters reward length or the side, rather than quality. */
export function BiasPage() {
  const id = useProjectId();
  return (
    <ReportView
      projectId={id}
      kind="bias"
      title="Bias"
      text="Whether the longer response, or the one shown first, wins more often than it should."
      promise="A report measures whether length or side decides comparisons, for the project and for each rater, raw and with the models held equal."
    >
      {(result) => <Bias result={result} />}
    </ReportView>
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
      <LengthBandsPanel bands={result.length_bands} />
      <RatersPanel raters={result.raters} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg">
        <StatTile label="Ties" value={<EstimateValue estimate={result.ties} format={asPercent} />} />
        <StatTile label="Both bad" value={<EstimateValue estimate={result.both_bad} format={asPercent} />} />
      </SimpleGrid>
    </>
  );
}
