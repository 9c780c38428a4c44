import { Button, Group, Skeleton, Text } from "@mantine/core";

import type { RecentJudgment, Workbench } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { dateTime } from "@/lib/dates";

import { OwnAnswers } from "../Known";
import type { OutboxState } from "../outbox/outbox";
import { useRecent } from "../queries";
import type { Done } from "./queue";
import classes from "./RecentDialog.module.css";

type Row = RecentJudgment & { uuid: string };
const SHOWN = 10;

/** Newest first: what this browser has not sent yet, then what the server has. */
function rowsOf(waiting: OutboxState, project: number, sent: readonly RecentJudgment[]): Row[] {
  const unsent = waiting.entries.flatMap((entry): Row[] =>
    entry.kind === "judgment" && entry.project === project && entry.state !== "refused"
      ? [
          {
            assignment: entry.task.key,
            submitted_at: new Date(entry.queued_at).toISOString(),
            task: entry.task,
            answers: entry.body.answers,
            closed: "",
            uuid: entry.uuid,
          },
        ]
      : [],
  );
  const newer = new Set(unsent.map((row) => row.assignment));
  const older = sent.filter((row) => !newer.has(row.assignment)).map((row): Row => ({ ...row, uuid: "" }));
  return [...unsent.reverse(), ...older].slice(0, SHOWN);
}

type Props = { work: Workbench; waiting: OutboxState; onReopen: (done: Done) => void };

/** The rater's last answers, each with what was said, when, and the way back into it, or why there is none. */
export function RecentDialog({ work, waiting, onReopen }: Props) {
  const recent = useRecent(work.project.id, waiting.entries.length);
  const rows = rowsOf(waiting, work.project.id, recent.data ?? []);
  return (
    <>
      {recent.error && (
        <ErrorNotice
          title="What was sent before can't be shown"
          error={recent.error}
          onRetry={() => void recent.refetch()}
        />
      )}
      {recent.isPending && <Skeleton height={120} aria-label="Fetching your answers" />}
      {recent.data && rows.length === 0 && (
        <EmptyState
          title="No answers yet"
          text="What you answer in this project is listed here, to look at or change."
        />
      )}
      <ol className={classes.list} aria-label="Your last ten answers">
        {rows.map(({ assignment, submitted_at, task, answers, closed, uuid }) => {
          const prompt = task.prompt || (task.messages?.at(-1)?.content ?? "");
          return (
            <li key={assignment}>
              <div className={classes.what}>
                <Text size="sm" fw={600} truncate dir="auto" title={prompt}>
                  {prompt}
                </Text>
                <OwnAnswers answers={answers} questions={work.questions} />
                <Text size="xs" c="dimmed">
                  {dateTime(submitted_at)}
                  {uuid && " · not sent yet"}
                </Text>
                {closed && <Text size="xs">{closed}</Text>}
              </div>
              {!closed && (
                <Group>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Open and change: ${prompt.slice(0, 80)}`}
                    onClick={() => {
                      onReopen({ task, answers, uuid });
                    }}
                  >
                    Open and change
                  </Button>
                </Group>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
