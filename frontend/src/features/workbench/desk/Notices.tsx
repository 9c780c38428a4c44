import { Alert, Button, Group, List, Text } from "@mantine/core";
import { useState } from "react";

import type { Advice, OtherProject, TrainingProgress } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { ErrorNotice } from "@/components/ErrorNotice";

import type { Action } from "@/components/answering/actions";
import type { Outbox, OutboxState } from "../outbox/outbox";
import { TrainingBanner } from "../training/TrainingBanner";
import { Elsewhere } from "./Elsewhere";
import { HowFresh } from "./HowFresh";
import { ActionButton } from "@/components/answering/ActionButton";
import classes from "@/components/answering/Desk.module.css";

type Props = {
  outbox: Outbox;
  waiting: OutboxState;
  advice: Advice;
  elsewhere: readonly OtherProject[];
  project: number;
  shift: number;
  onSaid: (said: string) => void;
  training: TrainingProgress | null;
  reopened: boolean;
  actions: Action[];
  breakError: Error | null;
  undoError: Error | null;
};

/** What the rater should know now: advice to rest, an answer opened again, answers that were refused or can't be kept. */
export function Notices(props: Props) {
  const { outbox, waiting, advice, elsewhere, project, shift, onSaid } = props;
  const { training, reopened, actions, breakError, undoError } = props;
  const [declined, setDeclined] = useState<string | null>(null);
  const reasons = advice.reasons.join(" ");
  const refused = waiting.entries.filter((entry) => entry.state === "refused");
  const find = (id: string) => actions.find((action) => action.id === id);
  return (
    <div className={classes.notices}>
      {training && <TrainingBanner training={training} />}
      {reopened && (
        <Alert color="gold" variant="light" p="xs">
          <Group justify="space-between">
            <Text size="sm">You are correcting an earlier answer.</Text>
            <ActionButton action={find("leave")} variant="default" />
          </Group>
        </Alert>
      )}
      {(advice.break_suggested || advice.day_over) && declined !== reasons && (
        <Alert color="petrol" variant="light" p="xs">
          <Group justify="space-between">
            <Text size="sm">
              {opening(advice)} {reasons} <Elsewhere projects={elsewhere} />
            </Text>
            <Group gap="xs">
              {advice.day_over ? (
                <ActionButton action={find("end")} variant="filled" color="petrol" label="End the shift" />
              ) : (
                <ActionButton action={find("break")} variant="filled" color="petrol" label="Take a break" />
              )}
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                onClick={() => {
                  setDeclined(reasons);
                }}
              >
                Not now
              </Button>
            </Group>
          </Group>
        </Alert>
      )}
      {advice.ask_freshness && !advice.break_suggested && <HowFresh project={project} shift={shift} onSaid={onSaid} />}
      {waiting.connection === "signed-out" && (
        <Alert color="gold" variant="light" p="xs" role="alert">
          <Group justify="space-between">
            <Text size="sm">
              You were signed out. Your answers are kept here and sent once you have signed in again.
            </Text>
            <Button size="compact-sm" variant="default" component="a" href="/sign-in" target="_blank" rel="noopener">
              Sign in
            </Button>
          </Group>
        </Alert>
      )}
      {!waiting.kept && (
        <Alert color="red" variant="light" p="xs" role="alert">
          <Text size="sm">
            This browser refuses to keep answers (its storage is full or blocked): don&apos;t reload or close this tab
            before everything is saved.
          </Text>
        </Alert>
      )}
      {refused.map((entry) => (
        <Alert key={entry.uuid} color="red" variant="light" p="xs" role="alert" title="An answer was not accepted">
          <Text size="sm">{entry.error?.message}</Text>
          <List size="sm" mb={4}>
            <List.Item>
              Task: {(entry.task.prompt || entry.task.messages?.at(-1)?.content || "").slice(0, 120)}
            </List.Item>
          </List>
          <Group gap="xs">
            <CopyButton label="Copy the answer" text={JSON.stringify(entry.body, null, 2)} />
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                outbox.dismiss(entry.uuid);
              }}
            >
              I have read it
            </Button>
          </Group>
        </Alert>
      ))}
      {breakError && <ErrorNotice title="The break was not recorded; rest all the same" error={breakError} />}
      {undoError && <ErrorNotice title="Your last answer can't be opened now" error={undoError} />}
    </div>
  );
}

/** What comes before the reasons: kind, and clear about what happens if nothing is done. */
function opening(advice: Advice): string {
  if (advice.day_over) return "Finish what you have; no new tasks come today.";
  if (advice.break_required) return "Finish what you have; a break comes before new tasks.";
  return advice.break_minutes > 1 ? "A short break would do you good." : "";
}
