import { Badge, Group, List, Stack, Table, Text, Title } from "@mantine/core";

import type { QuestionOverview } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asDecimal } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";
import { count } from "@/lib/numbers";

import {
  type Cause,
  costOf,
  type Diagnosis,
  echoesOf,
  gainRange,
  gainText,
  leadingCauses,
  UNIT_NAMES,
} from "./diagnosis";

const STATES: Record<Diagnosis["state"], { label: string; colour: string }> = {
  fine: { label: "nothing wrong", colour: "petrol" },
  perhaps: { label: "perhaps low", colour: "gold" },
  low: { label: "low", colour: "red" },
  unknown: { label: "too little to know", colour: "gray" },
};

/** Why agreement is low, if it is: ranked causes with evidence, what to do, what that would gain and what it costs. */
export function DiagnosisPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const diagnosis = question.diagnosis;
  if (!diagnosis) return null;
  const causes = leadingCauses(diagnosis);
  const echoes = echoesOf(diagnosis);
  const badge =
    diagnosis.state === "fine" && causes.length > 0
      ? { label: "worth a look", colour: "gold" }
      : STATES[diagnosis.state];
  return (
    <Panel
      title="Diagnosis"
      hint="Is agreement low, why, and what would help. Each cause is tested against chance; echoes of another cause are set apart."
      actions={
        diagnosis.causes.length > 0 ? (
          <PartDownload reportId={reportId} question={question.question} part="diagnosis" title="Gains" />
        ) : null
      }
    >
      <Group gap="sm" mb={causes.length > 0 ? "md" : 0} align="center">
        <Badge variant="light" color={badge.colour}>
          {badge.label}
        </Badge>
        <Text fw={500}>{diagnosis.sentence}</Text>
      </Group>
      {causes.length > 0 ? (
        <Stack
          component="ol"
          gap="lg"
          p={0}
          m={0}
          style={{ listStyle: "none" }}
          aria-label="Causes, the first one first"
        >
          {causes.map((cause, index) => (
            <CauseItem key={`${cause.kind}-${cause.title}`} cause={cause} place={index + 1} />
          ))}
        </Stack>
      ) : null}
      {echoes.length > 0 ? (
        <Text size="sm" c="dimmed" mt="md">
          Also seen, and explained by the above: {echoes.join("; ")}.
        </Text>
      ) : null}
      <Design design={diagnosis.design} />
    </Panel>
  );
}

function CauseItem({ cause, place }: { cause: Cause; place: number }) {
  const unit = UNIT_NAMES[cause.unit];
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="lg">
        <div style={{ flex: "1 1 420px", minWidth: 0 }}>
          <Title order={3} size="h5" mb={4}>
            {place}. {cause.title}
          </Title>
          <List size="sm" c="dimmed" spacing={2} mb="xs">
            {cause.evidence.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
          <Text>
            <Text span fw={600}>
              What to do:{" "}
            </Text>
            {cause.action}
          </Text>
        </div>
        <Stack gap={4} w={250}>
          <Text size="sm" fw={600}>
            Change of {unit}
          </Text>
          <Text size="sm">{gainText(cause)}</Text>
          <InlineInterval
            estimate={cause.gain}
            label={`Predicted change of ${unit}`}
            format={asDecimal}
            range={gainRange(cause)}
            reference={0}
            width={220}
          />
          <Text size="xs" c="dimmed">
            What a new study of this size would show. {costOf(cause)}
          </Text>
        </Stack>
      </Group>
    </li>
  );
}

function Design({ design }: { design: Diagnosis["design"] }) {
  if (design.rows.length === 0) return null;
  return (
    <details style={{ marginTop: "var(--mantine-spacing-md)" }}>
      <summary>How many items, labels and raters for an alpha known to ± {asDecimal(design.half_width)}?</summary>
      <Table mt="xs" maw={520} aria-label="Size of a study like this one">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Labels per item</Table.Th>
            <Table.Th ta="right">Items</Table.Th>
            <Table.Th ta="right">Judgments</Table.Th>
            <Table.Th ta="right">Raters, at least</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {design.rows.map((row) => (
            <Table.Tr key={row.labels_per_item}>
              <Table.Td>{row.labels_per_item}</Table.Td>
              <Table.Td ta="right">{count(row.items)}</Table.Td>
              <Table.Td ta="right">{count(row.judgments)}</Table.Td>
              <Table.Td ta="right">{count(row.raters)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
