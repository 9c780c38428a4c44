import { SimpleGrid, Stack, Table, Text } from "@mantine/core";

import type { RestEffects } from "@/api/types";
import { Panel } from "@/components/Panel";
import { count, percent } from "@/lib/numbers";

import { Effect } from "./Effect";
import { useRestEffects } from "./queries";
import { asPoints, asSpeed, reading, symmetric } from "./shaping";

/** The comparison of two break policies, drawn anew for each shift. */
export function TrialPanel({ projectId }: { projectId: number }) {
  const effects = useRestEffects(projectId).data;
  if (!effects) return null;
  if (effects.arms.length === 0) {
    return (
      <Panel title="Which break policy does better">
        <Text size="sm" c="dimmed">
          Not compared yet. Settings → Breaks and the day → Compare two break policies draws each shift for one of two,
          so that the effect of breaks is measured and not guessed.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel
      title="Which break policy does better"
      hint={`Each shift is drawn for one of the two, half and half for each rater. ${effects.trial_on ? "The comparison is running." : "The comparison is over; these are its shifts."}`}
    >
      <Stack gap="lg">
        <Arms arms={effects.arms} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Effect
            label="Checks passed, b less a"
            estimate={effects.gold_by_arm}
            format={asPoints}
            range={symmetric([effects.gold_by_arm])}
            sentence={reading(
              effects.gold_by_arm,
              "Policy a does better on checks.",
              "Policy b does better on checks.",
            )}
          />
          <Effect
            label="Time for an item of the same length, b against a"
            estimate={effects.pace_by_arm}
            format={asSpeed}
            range={symmetric([effects.pace_by_arm])}
            sentence={reading(effects.pace_by_arm, "Under b people work faster.", "Under b people work slower.")}
          />
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}

function Arms({ arms }: { arms: RestEffects["arms"] }) {
  return (
    <Table.ScrollContainer minWidth={460}>
      <Table aria-label="The two break policies">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Policy</Table.Th>
            <Table.Th>Break after</Table.Th>
            <Table.Th>A minute’s pause every</Table.Th>
            <Table.Th>Shifts</Table.Th>
            <Table.Th>Raters</Table.Th>
            <Table.Th>Checks passed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {arms.map((arm) => (
            <Table.Tr key={arm.arm}>
              <Table.Td>{arm.arm}</Table.Td>
              <Table.Td>{arm.break_after_minutes} min</Table.Td>
              <Table.Td>
                {arm.micro_break_every_minutes === 0 ? "never" : `${String(arm.micro_break_every_minutes)} min`}
              </Table.Td>
              <Table.Td>{count(arm.shifts)}</Table.Td>
              <Table.Td>{count(arm.raters)}</Table.Td>
              <Table.Td>
                {arm.checks === 0
                  ? "none yet"
                  : `${count(arm.passed)} of ${count(arm.checks)} (${percent(arm.passed / arm.checks, 0)})`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
