import { SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useSearchParams } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { useProjectId } from "@/lib/useProjectId";

import { PlanField } from "./PlanField";
import { type Field, type Kind, KINDS, requestOf, startOf, TEAM } from "./plans";
import { PlanResult } from "./PlanResult";
import { useFigures, usePlan } from "./queries";

const isKind = (text: string | null): text is Kind => text !== null && text in KINDS;

/** How many judgments a study takes, before anybody is paid for one. */
export function PlannerPage() {
  const id = useProjectId();
  const [params, setParams] = useSearchParams();
  const figures = useFigures(id);
  const asked = params.get("kind");
  const kind: Kind = isKind(asked) ? asked : "win-rate";
  const request = requestOf(kind, params, figures.data);
  // Nothing is asked with our own figures while the project's are on their way: that plan would be shown for a moment.
  const [settled] = useDebouncedValue(figures.isPending ? null : request, 250);
  const plan = usePlan(id, settled);

  const write = (name: string, text: string | null) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (text === null) next.delete(name);
        else next.set(name, text);
        return next;
      },
      { replace: true },
    );
  };
  const fieldFor = (field: Field) => (
    <PlanField
      key={field.name}
      field={field}
      said={params.get(field.name)}
      start={startOf(field, figures.data)}
      onChange={write}
    />
  );

  return (
    <>
      <PageHeader
        title="Planner"
        text="How many judgments it takes to find out what you want to know, and what they cost. Nothing here changes the project."
      />
      <Stack gap="lg">
        <Stack gap={4} align="flex-start">
          <SegmentedControl
            aria-label="What do you want to know?"
            data={Object.entries(KINDS).map(([value, { title }]) => ({ value, label: title }))}
            value={kind}
            onChange={(next) => {
              write("kind", next);
            }}
          />
          <Text size="sm" c="dimmed">
            {KINDS[kind].question}
          </Text>
        </Stack>
        <PlanResult request={request} plan={plan} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
          <Panel title="What you want to know">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
              {KINDS[kind].fields.map(fieldFor)}
            </SimpleGrid>
          </Panel>
          <Panel title="Who works on it">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
              {TEAM.map(fieldFor)}
            </SimpleGrid>
          </Panel>
        </SimpleGrid>
      </Stack>
    </>
  );
}
