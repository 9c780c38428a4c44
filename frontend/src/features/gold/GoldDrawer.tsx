import { Anchor, Badge, Button, Drawer, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";

import type { GoldDetail } from "@/api/types";
import { asPercent, intervalText } from "@/components/charts/intervals";
import { ErrorNotice } from "@/components/ErrorNotice";
import { ListSkeleton } from "@/components/Skeletons";
import { answerText, knownAnswerText } from "@/components/answers";
import { dateTime } from "@/lib/dates";

import { EditAnswer } from "./EditAnswer";
import { useGoldItem, useGoldVerb } from "./queries";
import { RetireForm } from "./RetireForm";

interface GoldDrawerProps {
  projectId: number;
  item: number | null;
  onClose: () => void;
}

/** One gold item: its answer, how it does, who said what, what was done to it. */
export function GoldDrawer({ projectId, item, onClose }: GoldDrawerProps) {
  const detail = useGoldItem(projectId, item);
  return (
    <Drawer
      opened={item !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={detail.data?.row.item.external_id ?? "Gold item"}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "presentation" } }}
    >
      {detail.error ? <ErrorNotice title="The item can’t be shown" error={detail.error} /> : null}
      {detail.isPending && item !== null ? <ListSkeleton rows={4} /> : null}
      {detail.data ? <Detail key={item} projectId={projectId} detail={detail.data} /> : null}
    </Drawer>
  );
}

function Detail({ projectId, detail }: { projectId: number; detail: GoldDetail }) {
  const { row, checks, events } = detail;
  const [doing, setDoing] = useState<"edit" | "retire" | null>(null);
  const verb = useGoldVerb(projectId);
  const done = () => {
    setDoing(null);
  };
  return (
    <Stack gap="lg">
      <div>
        <Text size="sm" lineClamp={4}>
          {row.item.prompt_excerpt}
        </Text>
        <Anchor component={Link} to={`/projects/${String(projectId)}/items/${String(row.item.id)}`} size="sm">
          Open the whole item
        </Anchor>
      </div>
      <section aria-labelledby="known">
        <Title order={3} size="h5" id="known">
          Known answer
        </Title>
        {row.answers.map((answer, index) => (
          <Text key={index} size="sm">
            <b>{answer.question}</b>: {knownAnswerText(answer)}
            {answer.explanation ? `. ${answer.explanation}` : ""}
          </Text>
        ))}
        <Text size="sm" c="dimmed" mt={4}>
          Shown {row.shown} times; passed: {intervalText(row.pass_rate, asPercent)}; by good raters:{" "}
          {intervalText(row.good_pass_rate, asPercent)}.
          {row.doubt !== null && row.good_pass_rate.n > 0
            ? ` Probability that most good raters miss it: ${asPercent(row.doubt)}.`
            : ""}
        </Text>
      </section>
      {doing === null ? (
        <Group gap="xs">
          {row.abilities.edit ? (
            <Button
              variant="default"
              onClick={() => {
                setDoing("edit");
              }}
            >
              Change the answer
            </Button>
          ) : null}
          {row.abilities.retire ? (
            <Button
              variant="default"
              onClick={() => {
                setDoing("retire");
              }}
            >
              Retire
            </Button>
          ) : null}
          {row.abilities.restore ? (
            <Button
              variant="default"
              loading={verb.isPending}
              onClick={() => {
                verb.mutate({ verb: "restore", item: row.item.id });
              }}
            >
              Bring back
            </Button>
          ) : null}
        </Group>
      ) : null}
      {verb.error ? <ErrorNotice title="The item can’t be brought back" error={verb.error} /> : null}
      {doing === "edit" ? <EditAnswer projectId={projectId} row={row} onDone={done} /> : null}
      {doing === "retire" ? <RetireForm projectId={projectId} item={row.item.id} onDone={done} /> : null}
      <Checks checks={checks} />
      <History events={events} />
    </Stack>
  );
}

function Checks({ checks }: { checks: GoldDetail["checks"] }) {
  return (
    <section aria-labelledby="checks">
      <Title order={3} size="h5" id="checks">
        Checks
      </Title>
      {checks.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody has met this item yet.
        </Text>
      ) : (
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Rater</Table.Th>
              <Table.Th>Answered</Table.Th>
              <Table.Th>Result</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {checks.map((check) => (
              <Table.Tr key={check.id}>
                <Table.Td>{check.rater.alias}</Table.Td>
                <Table.Td>{check.answers.map((answer) => answerText(answer)).join(", ")}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={!check.counts ? "gray" : check.passed ? "petrol" : "red"}>
                    {check.counts ? (check.passed ? "passed" : "missed") : "doesn’t count"}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

const KINDS: Record<GoldDetail["events"][number]["kind"], string> = {
  made: "Made gold",
  edited: "Answer changed",
  retired: "Retired",
  auto_retired: "Retired by the rule",
  restored: "Brought back",
};

function History({ events }: { events: GoldDetail["events"] }) {
  if (events.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <Title order={3} size="h5" id="history">
        History
      </Title>
      <Stack gap="xs">
        {events.map((event) => (
          <Text key={event.id} size="sm">
            <b>{KINDS[event.kind]}</b> {event.actor ? `by ${event.actor} ` : ""}on {dateTime(event.created_at)}
            {event.checks_changed > 0
              ? `; ${String(event.checks_changed)} ${event.checks_changed === 1 ? "check" : "checks"} scored otherwise`
              : ""}
            {event.reason ? `. ${event.reason}` : "."}
          </Text>
        ))}
      </Stack>
    </section>
  );
}
