import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";

import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { StatTile } from "@/components/StatTile";
import { count, fixed } from "@/lib/numbers";

import { type Plan, type PlanRequest, sentence } from "./plans";

interface PlanResultProps {
  /** `null` while a number is missing or makes no sense. */
  request: PlanRequest | null;
  plan: UseQueryResult<Plan>;
}

/** What the plan comes to. */
export function PlanResult({ request, plan }: PlanResultProps) {
  if (plan.error) return <ErrorNotice title="This can’t be planned" error={plan.error} />;
  return (
    <Panel title="What it takes">
      <div aria-live="polite" aria-busy={plan.isFetching}>
        {request === null ? <Text c="dimmed">Put every number right, and the plan is here.</Text> : null}
        {request !== null && plan.data ? <Told request={request} plan={plan.data} /> : null}
        {request !== null && !plan.data ? <Skeleton h={92} /> : null}
      </div>
    </Panel>
  );
}

function Told({ request, plan }: { request: PlanRequest; plan: Plan }) {
  const effect = plan.design_effect ?? 1;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        {plan.items === undefined ? null : <StatTile label="Items" value={count(plan.items)} />}
        {plan.judgments === undefined ? null : (
          <StatTile
            label="Judgments"
            value={count(plan.judgments)}
            detail={effect > 1 ? `${fixed(effect, 2)} times as many as with one vote on each item` : undefined}
          />
        )}
        {plan.rater_hours === undefined ? null : (
          <StatTile label="Rater-hours, paid" value={count(Math.ceil(plan.rater_hours))} />
        )}
        {plan.days === undefined ? null : <StatTile label="Working days of the team" value={fixed(plan.days, 1)} />}
      </SimpleGrid>
      <Text>{sentence(request, plan)}</Text>
    </Stack>
  );
}
