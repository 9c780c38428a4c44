import { Anchor, Badge, Button, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { IconMessageCheck } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { useProject } from "@/api/projects";
import type { Contest } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { answerText, knownAnswerText } from "@/components/answers";
import { relativeTime } from "@/lib/dates";

import { AnswerFields } from "./AnswerFields";
import { formOf, placesOf, requestOf } from "./answerForm";
import { useSettle } from "./queries";

interface ContestsPanelProps {
  projectId: number;
  contests: UseQueryResult<Contest[]>;
  onOpen: (item: number) => void;
}

const STATES = { open: "gold", upheld: "petrol", rejected: "gray" } as const;

/** What raters object to, open contests first. */
export function ContestsPanel({ projectId, contests, onOpen }: ContestsPanelProps) {
  const project = useProject(projectId);
  if (contests.isPending) return <ListSkeleton rows={4} />;
  if (contests.error) {
    return (
      <ErrorNotice title="Contests can’t be shown" error={contests.error} onRetry={() => void contests.refetch()} />
    );
  }
  if (contests.data.length === 0) {
    return (
      <EmptyState
        icon={<IconMessageCheck size={26} />}
        title="Nothing is contested"
        text={
          project.data?.gold_feedback === "never"
            ? "Raters of this project are not shown the checks that they missed, so they can’t contest them. Settings → Policies can change that."
            : "Raters see the checks that they missed once these can’t be corrected any more. What they object to comes here."
        }
      />
    );
  }
  return (
    <Stack gap="md">
      {contests.data.map((contest) => (
        <ContestPanel
          key={contest.id}
          projectId={projectId}
          contest={contest}
          onOpen={onOpen}
          maySettle={project.data?.abilities.edit === true}
        />
      ))}
    </Stack>
  );
}

interface OneContest {
  projectId: number;
  contest: Contest;
}

function ContestPanel({
  projectId,
  contest,
  onOpen,
  maySettle,
}: OneContest & { onOpen: (item: number) => void; maySettle: boolean }) {
  return (
    <Panel
      title={`${contest.rater.alias} on ${contest.external_id}`}
      hint={relativeTime(contest.created_at)}
      actions={
        <Badge variant="light" color={STATES[contest.state]}>
          {contest.state}
        </Badge>
      }
    >
      <Stack gap="sm">
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {contest.reason}
        </Text>
        <Text size="sm" c="dimmed">
          Answered: {contest.answers.map((answer) => answerText(answer)).join(", ")}. Known:{" "}
          {contest.gold_answers.map((answer) => knownAnswerText(answer)).join("; ")}.{" "}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              onOpen(contest.item);
            }}
          >
            Look at the item
          </Anchor>
        </Text>
        {contest.state === "open" && maySettle ? <Settle projectId={projectId} contest={contest} /> : null}
        {contest.reply ? (
          <Text size="sm">
            <b>{contest.settled_by ?? "A lead"}</b>: {contest.reply}
          </Text>
        ) : null}
      </Stack>
    </Panel>
  );
}

type Choice = "retire" | "answer" | "reject";

function Settle({ projectId, contest }: OneContest) {
  const questions = useProject(projectId).data?.questions;
  const [choice, setChoice] = useState<Choice | null>(null);
  const [reply, setReply] = useState("");
  const [form, setForm] = useState(() => formOf(contest.gold_answers));
  const settle = useSettle(projectId);
  // A contest knows no number of responses; a pair is what a preference is asked of.
  const places = useMemo(
    () => placesOf(questions ?? [], Math.max(2, ...contest.answers.map((answer) => (answer.response ?? 0) + 1))),
    [questions, contest.answers],
  );
  const answer = requestOf(places, form);
  const missing = choice === "reject" ? reply.trim() === "" : choice === "answer" && answer === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (choice === null || missing) return;
        settle.mutate({
          contest: contest.id,
          decision: choice === "reject" ? "reject" : "uphold",
          remedy: choice === "answer" ? "answer" : "retire",
          reply,
          ...(choice === "answer" && answer ? { answer } : {}),
        });
      }}
    >
      <Stack gap="md">
        <Radio.Group
          label="Your decision"
          value={choice}
          onChange={(value) => {
            setChoice(value as Choice);
          }}
        >
          <Stack gap={6} mt="xs">
            <Radio value="answer" label="Uphold: give the item another answer and score all its checks again" />
            <Radio value="retire" label="Uphold: retire the item; its checks count for nobody" />
            <Radio value="reject" label="Reject: the answer stays" />
          </Stack>
        </Radio.Group>
        {choice === "answer" ? <AnswerFields places={places} form={form} onChange={setForm} /> : null}
        {choice ? (
          <Textarea
            label="Reply"
            description={`${contest.rater.alias} reads this.`}
            required={choice === "reject"}
            value={reply}
            maxLength={2000}
            autosize
            minRows={2}
            onChange={(event) => {
              setReply(event.currentTarget.value);
            }}
          />
        ) : null}
        {settle.error ? <ErrorNotice title="The contest can’t be settled" error={settle.error} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={settle.isPending} disabled={choice === null || missing}>
            Settle
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
