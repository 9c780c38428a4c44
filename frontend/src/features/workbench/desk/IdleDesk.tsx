import { Button, Container, Group, Skeleton, Stack } from "@mantine/core";
import { IconCheck, IconCloudOff, IconCup, IconMoon } from "@tabler/icons-react";

import type { ApiError } from "@/api/errors";
import type { Advice } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";

import type { Action } from "@/components/answering/actions";
import type { OutboxState } from "../outbox/outbox";
import { ActionButton } from "@/components/answering/ActionButton";
import { Keyboard } from "@/components/answering/Keyboard";
import type { Queue } from "./queue";

type Props = {
  advice: Advice;
  queue: Queue;
  claimError: ApiError | null;
  waiting: OutboxState;
  actions: Action[];
  silent: boolean;
  helpOpen: boolean;
  onCloseHelp: () => void;
  onLookAgain: () => void;
};

/** The desk without a task: on the way, out of reach, or nothing left. */
export function IdleDesk(props: Props) {
  const { advice, queue, claimError, waiting, actions, silent, helpOpen, onCloseHelp, onLookAgain } = props;
  const find = (id: string) => actions.find((action) => action.id === id);
  const offline = claimError?.status === 0 || waiting.connection !== "online";
  const empty = queue.finished || (queue.claimedAt !== null && !claimError);
  return (
    <main>
      <Keyboard actions={actions} silent={silent} helpOpen={helpOpen} onCloseHelp={onCloseHelp} />
      <Container size="md" py="xl">
        {offline ? (
          <EmptyState
            level={1}
            icon={<IconCloudOff />}
            title="The server can't be reached"
            text="You have answered everything that was fetched in advance. Your answers are kept in this browser; work goes on by itself when the connection is back."
            action={
              <Button variant="default" onClick={onLookAgain}>
                Try now
              </Button>
            }
          />
        ) : claimError ? (
          <ErrorNotice title="The next tasks can't be fetched" error={claimError} onRetry={onLookAgain} />
        ) : advice.day_over ? (
          <EmptyState
            level={1}
            icon={<IconMoon />}
            title="That is enough for today"
            text={advice.reasons[0] ?? "No new tasks come today."}
            action={
              <ActionButton action={find("end")} size="sm" variant="filled" color="petrol" label="End the shift" />
            }
          />
        ) : advice.break_required ? (
          <EmptyState
            level={1}
            icon={<IconCup />}
            title="Time for a break"
            text={`${advice.reasons.join(" ")} New tasks come after it.`}
            action={
              <ActionButton action={find("break")} size="sm" variant="filled" color="petrol" label="Take a break" />
            }
          />
        ) : empty ? (
          <EmptyState
            level={1}
            icon={<IconCheck />}
            title={queue.finished ? "Nothing is left for you" : "No task for you at this moment"}
            text={queue.message || "You have judged everything that this project has for you. Thank you."}
            action={
              <Group>
                <ActionButton action={find("end")} size="sm" variant="filled" color="petrol" label="End the shift" />
                <Button variant="default" onClick={onLookAgain}>
                  Look again
                </Button>
              </Group>
            }
          />
        ) : (
          <Stack role="status" aria-label="Fetching tasks">
            <Skeleton height={90} />
            <Group grow>
              <Skeleton height={280} />
              <Skeleton height={280} />
            </Group>
          </Stack>
        )}
      </Container>
    </main>
  );
}
