import { ActionIcon, Badge, Group, List, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { IconArrowsExchange, IconSwords } from "@tabler/icons-react";
import { useSearchParams } from "react-router";

import type { LiveAbResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { asPercent } from "@/components/charts/intervals";
import { SequenceChart } from "@/components/charts/SequenceChart";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { EstimateValue } from "@/components/EstimateValue";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { PageSkeleton } from "@/components/Skeletons";
import { StatTile } from "@/components/StatTile";
import { dateTime } from "@/lib/dates";
import { count, percent } from "@/lib/numbers";
import { useProjectId } from "@/lib/useProjectId";

import { useLiveAb } from "./queries";
import { meetingChoices, meetingValue, nextStep, wishOf } from "./wish";

const EVEN = { value: 0.5, label: "even" };
const COLUMNS = [
  { key: "n", header: "Items", value: (row: Point) => row.n, align: "right" as const },
  { key: "at", header: "At", value: (row: Point) => row.at, render: (row: Point) => dateTime(row.at) },
  { key: "value", header: "Win rate", value: (row: Point) => row.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: Point) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: Point) => row.high, align: "right" as const },
];

type Point = LiveAbResult["sequence"][number];

/** Two models against each other while the votes come in; looking often costs nothing. */
export function LiveAbPage() {
  const id = useProjectId();
  const [params, setParams] = useSearchParams();
  const wish = wishOf(params);
  const test = useLiveAb(id, wish);

  const write = (said: Record<string, string | null>) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(said)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  };

  if (test.isPending) return <PageSkeleton />;
  const result = test.data;
  return (
    <>
      <PageHeader
        title="A/B test"
        text="Which of two models is preferred. The interval holds at all times at once: look every day, and stop as soon as it leaves one half."
      />
      <Stack gap="lg">
        {test.error ? (
          <ErrorNotice title="The test can’t be shown" error={test.error} onRetry={() => void test.refetch()} />
        ) : null}
        {result && result.models.length > 0 ? (
          <>
            <Choice result={result} onWrite={write} />
            <Standing result={result} />
            <Course result={result} />
            <Method result={result} />
          </>
        ) : null}
        {result && result.models.length === 0 ? (
          <EmptyState
            icon={<IconSwords size={26} />}
            title="Nothing to compare yet"
            text={result.reason ?? "Import items whose two responses name their models."}
          />
        ) : null}
      </Stack>
    </>
  );
}

interface ChoiceProps {
  result: LiveAbResult;
  onWrite: (said: Record<string, string | null>) => void;
}

function Choice({ result, onWrite }: ChoiceProps) {
  const [a = "", b = ""] = result.models;
  const [params] = useSearchParams();
  return (
    <Group align="flex-end" gap="md">
      <Select
        label="Models"
        data={meetingChoices(result)}
        value={meetingValue(a, b)}
        allowDeselect={false}
        searchable={result.meetings.length > 8}
        w={{ base: "100%", sm: 380 }}
        onChange={(value) => {
          const [one = "", other = ""] = (value ?? "").split("\n");
          onWrite({ a: one, b: other });
        }}
      />
      <ActionIcon
        variant="default"
        size="input-sm"
        aria-label="Look from the other side"
        title="Look from the other side"
        onClick={() => {
          onWrite({ a: b, b: a });
        }}
      >
        <IconArrowsExchange size={17} aria-hidden />
      </ActionIcon>
      <NumberInput
        label="Votes per item"
        min={1}
        max={1000}
        w={130}
        allowDecimal={false}
        value={result.votes}
        onChange={(value) => {
          onWrite({ votes: typeof value === "number" ? String(value) : null });
        }}
      />
      <Switch
        label="Count model judges"
        checked={params.get("judges") === "1"}
        onChange={(event) => {
          onWrite({ judges: event.currentTarget.checked ? "1" : null });
        }}
        mb={8}
      />
    </Group>
  );
}

const VERDICTS: Record<LiveAbResult["verdict"], { label: string; color: string }> = {
  a: { label: "Decided", color: "petrol" },
  b: { label: "Decided", color: "petrol" },
  undecided: { label: "Open", color: "gray" },
};

function Standing({ result }: { result: LiveAbResult }) {
  const [a = ""] = result.models;
  const verdict = VERDICTS[result.verdict];
  return (
    <Panel
      title="As it stands"
      actions={
        <Badge size="lg" variant="light" color={verdict.color}>
          {verdict.label}
        </Badge>
      }
    >
      <div aria-live="polite">
        <Text fw={600}>{result.sentence}</Text>
        <Text c="dimmed" mb="md">
          {nextStep(result)}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        <StatTile label={`${a} wins`} value={<EstimateValue estimate={result.win_rate} format={asPercent} />} />
        <StatTile
          label="Decided items"
          value={count(result.n_items)}
          detail={result.n_waiting > 0 ? `${count(result.n_waiting)} wait for further votes` : "none waits for votes"}
        />
        <StatTile label="Ties" value={share(result.n_ties, result.n_votes)} detail={`${count(result.n_ties)} votes`} />
        <StatTile
          label="Both bad"
          value={share(result.n_both_bad, result.n_votes)}
          detail={`${count(result.n_both_bad)} votes`}
        />
      </SimpleGrid>
    </Panel>
  );
}

function share(part: number, whole: number): string {
  return whole > 0 ? percent(part / whole, 1) : "unknown";
}

function Course({ result }: { result: LiveAbResult }) {
  const [a = "", b = ""] = result.models;
  const last = result.sequence.at(-1);
  if (!last) return null;
  return (
    <Panel>
      <ChartFrame
        title="How it came to be"
        hint="The band is where the true win rate lies, at all points at once. It only ever narrows: what was ruled out stays so."
        rows={result.sequence}
        columns={COLUMNS}
        rowKey={(row) => String(row.n)}
        order={2}
      >
        <SequenceChart
          points={result.sequence}
          axis="Decided items"
          label={`Win rate of ${a} against ${b} after each item: ${asPercent(last.value)} after ${count(last.n)}, between ${asPercent(last.low)} and ${asPercent(last.high)}.`}
          reference={EVEN}
        />
      </ChartFrame>
    </Panel>
  );
}

function Method({ result }: { result: LiveAbResult }) {
  return (
    <Panel title="How it is measured">
      <List size="sm" spacing="xs">
        <List.Item>Question: {result.question ?? "none"}</List.Item>
        <List.Item>
          {result.votes === 1
            ? "Each item counts once, with its first vote."
            : `Each item counts once, as the share among the first ${String(result.votes)} votes: votes on one item go together, and would decide too early if each counted.`}
        </List.Item>
        <List.Item>
          Interval: {result.win_rate.method}, at {percent(result.level, 0)}
        </List.Item>
        <List.Item>Ties and both-bad verdicts decide nothing; they are counted above.</List.Item>
        {result.notes.map((note) => (
          <List.Item key={note}>{note}</List.Item>
        ))}
      </List>
    </Panel>
  );
}
