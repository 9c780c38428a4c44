import { Alert, Button, Group, List, Text } from "@mantine/core";
import { useState } from "react";

import type { Advice, TrainingProgress } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { ErrorNotice } from "@/components/ErrorNotice";

import type { Action } from "../model/actions";
import type { Outbox, OutboxState } from "../outbox/outbox";
import { TrainingBanner } from "../training/TrainingBanner";
import { ActionButton } from "./ActionButton";
import classes from "./Desk.module.css";

type Props = {
  outbox: Outbox;
  waiting: OutboxState;
  advice: Advice;
  training: TrainingProgress | null;
  reopened: boolean;
  actions: Action[];
  breakError: Error | null;
  undoError: Error | null;
};

/** What the rater should know now: advice to rest, an answer opened again, answers that were refused or can't be kept. */
export function Notices({ outbox, waiting, advice, training, reopened, actions, breakError, undoError }: Props) {
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
      {advice.break_suggested && declined !== reasons && (
        <Alert color="petrol" variant="light" p="xs">
          <Group justify="space-between">
            <Text size="sm">A short break would do you good. {reasons}</Text>
            <Group gap="xs">
              <ActionButton action={find("break")} variant="filled" color="petrol" label="Take a break" />
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
