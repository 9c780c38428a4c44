import { SimpleGrid } from "@mantine/core";

import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";

import { Effect } from "./Effect";
import { useRestEffects } from "./queries";
import { asPoints, asSpeed, reading, symmetric } from "./shaping";

/** What an hour without a break does to the same person's checks and pace. */
export function EffectsPanel({ projectId }: { projectId: number }) {
  const effects = useRestEffects(projectId);
  return (
    <Panel
      title="An hour without a break"
      hint="Within raters: each is compared with themselves, over all days of this project. A curve over everybody would hide tiredness, because those who tire stop."
    >
      {effects.isPending ? <ListSkeleton rows={2} /> : null}
      {effects.error ? (
        <ErrorNotice title="The effects can’t be shown" error={effects.error} onRetry={() => void effects.refetch()} />
      ) : null}
      {effects.data ? (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Effect
            label="Checks passed"
            estimate={effects.data.gold_per_hour}
            format={asPoints}
            range={symmetric([effects.data.gold_per_hour])}
            sentence={reading(
              effects.data.gold_per_hour,
              "The longer since a break, the fewer checks are passed: earlier breaks should help.",
              "More checks are passed later: people may be warming up, or learning.",
            )}
          />
          <Effect
            label="Time for an item of the same length"
            estimate={effects.data.pace_per_hour}
            format={asSpeed}
            range={symmetric([effects.data.pace_per_hour])}
            sentence={reading(
              effects.data.pace_per_hour,
              "People get faster the longer they go on.",
              "People get slower the longer they go on.",
            )}
          />
        </SimpleGrid>
      ) : null}
    </Panel>
  );
}
