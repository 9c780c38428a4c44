import { Badge, Button, Stack, Text, Textarea, Title } from "@mantine/core";
import { useState } from "react";
import { Link, useParams } from "react-router";

import type { MissedCheck, OwnFeedback, Question } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Markdown } from "@/components/markdown/Markdown";
import { Panel } from "@/components/Panel";
import { PageSkeleton } from "@/components/Skeletons";
import { dateTime } from "@/lib/dates";

import { Conversation } from "@/components/answering/Conversation";
import { Responses } from "@/components/answering/Responses";
import { KnownAnswers, OwnAnswers } from "../Known";
import { useContest, useFeedback, useWorkbench } from "../queries";
import { Quiet } from "./Quiet";
import classes from "./Quiet.module.css";

/** The rater's own missed checks, told after the fact, at `/work/:id/feedback`. */
export function FeedbackPage() {
  const project = Number(useParams().id);
  const work = useWorkbench(project);
  const feedback = useFeedback(project);
  const error = work.error ?? feedback.error;
  if (error) {
    return (
      <Quiet project="" title="Feedback">
        <ErrorNotice title="Your feedback can’t be shown" error={error} onRetry={() => void feedback.refetch()} />
      </Quiet>
    );
  }
  if (!work.data || !feedback.data) return <PageSkeleton />;
  return (
    <Quiet project={work.data.project.name} title="Feedback">
      <Title order={1}>What you can learn from</Title>
      <Text c="dimmed" mt={4} mb="lg">
        Some tasks have a known answer. Here are those where yours was another. If you think the known answer is wrong,
        say so: the lead looks at it, and if you are right, everybody’s checks are scored again.
      </Text>
      <Missed project={project} feedback={feedback.data} questions={work.data.questions} />
      <div className={classes.foot}>
        <Button component={Link} to={`/work/${String(project)}`}>
          Back to your work
        </Button>
      </div>
    </Quiet>
  );
}

function Missed({
  project,
  feedback,
  questions,
}: {
  project: number;
  feedback: OwnFeedback;
  questions: readonly Question[];
}) {
  if (feedback.policy === "never") {
    return <EmptyState title="This project gives no feedback" text="Its lead has chosen to keep all answers secret." />;
  }
  if (feedback.missed.length === 0) {
    return (
      <EmptyState
        title="Nothing to show"
        text="Either all of your known answers were as expected, or it is too early: they appear when your shift has ended and answers can no longer be corrected."
      />
    );
  }
  return (
    <Stack gap="lg">
      {feedback.missed.map((missed) => (
        <MissedPanel key={missed.id} project={project} missed={missed} questions={questions} />
      ))}
    </Stack>
  );
}

function MissedPanel({
  project,
  missed,
  questions,
}: {
  project: number;
  missed: MissedCheck;
  questions: readonly Question[];
}) {
  const outcome = missed.answers.find((answer) => answer.outcome)?.outcome ?? null;
  return (
    <Panel title="A task with a known answer" hint={`You answered it on ${dateTime(missed.submitted_at)}.`}>
      <Stack gap="md">
        <details>
          <summary>The task</summary>
          <Conversation task={missed.task} />
          <Responses task={missed.task} outcome={outcome} />
        </details>
        <section aria-label="Your answer">
          <Text size="sm" c="dimmed">
            You said
          </Text>
          <OwnAnswers answers={missed.answers} known={missed.known} questions={questions} />
        </section>
        <section aria-label="Known answer">
          <Text size="sm" c="dimmed">
            Known
          </Text>
          <KnownAnswers known={missed.known} />
        </section>
        {missed.explanation ? <Markdown text={missed.explanation} /> : null}
        {missed.contest ? <Contested contest={missed.contest} /> : <ContestForm project={project} check={missed.id} />}
      </Stack>
    </Panel>
  );
}

const STATES = {
  open: { label: "Waiting for the lead", color: "gold" },
  upheld: { label: "You were right", color: "petrol" },
  rejected: { label: "The answer stays", color: "gray" },
} as const;

function Contested({ contest }: { contest: NonNullable<MissedCheck["contest"]> }) {
  const state = STATES[contest.state];
  return (
    <section aria-label="Your objection">
      <Badge variant="light" color={state.color}>
        {state.label}
      </Badge>
      <Text size="sm" mt={6}>
        You: {contest.reason}
      </Text>
      {contest.reply ? <Text size="sm">The lead: {contest.reply}</Text> : null}
    </section>
  );
}

function ContestForm({ project, check }: { project: number; check: number }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const contest = useContest(project);
  if (!open) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        style={{ alignSelf: "flex-start" }}
        onClick={() => {
          setOpen(true);
        }}
      >
        I see it differently
      </Button>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) contest.mutate({ check, reason: reason.trim() });
      }}
    >
      <Stack gap="sm">
        <Textarea
          label="Why should the answer be another?"
          description="The lead reads this and answers here."
          required
          value={reason}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {contest.error ? <ErrorNotice title="Your objection was not sent" error={contest.error} /> : null}
        <Button type="submit" loading={contest.isPending} disabled={!reason.trim()} style={{ alignSelf: "flex-start" }}>
          Send to the lead
        </Button>
      </Stack>
    </form>
  );
}
