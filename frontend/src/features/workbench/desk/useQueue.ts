import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useState } from "react";

import { ApiError } from "@/api/errors";
import type { Workbench } from "@/api/types";

import type { Entry } from "../outbox/entries";
import type { Outbox, OutboxState } from "../outbox/outbox";
import { claim, situationChanged, workKey } from "../queries";
import { newQueue, type Queue, type QueueEvent, reduceQueue, type Reopened } from "./queue";

const RETRY_MS = 4000;

function reopenedFrom(entries: Entry[], project: number): Reopened | null {
  const entry = entries.find((one) => one.state === "recalled" && one.project === project);
  if (entry?.kind !== "judgment") return null;
  return { task: entry.task, answers: entry.body.answers, uuid: entry.uuid, recalled: true };
}

/** The queue, kept filled in the background: the next batch is claimed while the last tasks are still on the desk. */
export function useQueue(
  work: Workbench,
  outbox: Outbox,
  waiting: OutboxState,
): { queue: Queue; dispatch: (event: QueueEvent) => void; claimError: ApiError | null; claimNow: () => void } {
  const queries = useQueryClient();
  const [queue, dispatch] = useReducer(reduceQueue, null, () =>
    newQueue(work.held, outbox.handledAssignments(), reopenedFrom(waiting.entries, work.project.id)),
  );
  const [claiming, setClaiming] = useState(false);
  const [claimError, setClaimError] = useState<ApiError | null>(null);

  const unsent = waiting.entries.filter((entry) => entry.state === "waiting").length;
  const mark = `${String(queue.settled.size)}:${String(unsent)}`;
  const low = Math.min(2, Math.floor(work.advice.batch_size / 2));
  const left = queue.upcoming.length;
  // What is unsent still counts as held on the server: claiming before it is there would bring nothing new.
  const wanted = !queue.finished && queue.claimedAt !== mark && left <= low && (unsent === 0 || left === 0);

  const claimNow = useCallback(async () => {
    setClaiming(true);
    try {
      const { tasks, finished, message, advice, version } = await claim(work.project.id);
      setClaimError(null);
      // The project was changed since this desk was opened: what is asked may be other questions by now.
      if (version !== work.version) await queries.invalidateQueries({ queryKey: workKey(work.project.id) });
      dispatch({ type: "claimed", tasks, finished: finished && tasks.length === 0, message, mark });
      queries.setQueryData<Workbench>(workKey(work.project.id), (old) => old && { ...old, advice });
    } catch (error) {
      setClaimError(error instanceof ApiError ? error : ApiError.unreachable());
      if (situationChanged(error)) await queries.invalidateQueries({ queryKey: workKey(work.project.id) });
    } finally {
      setClaiming(false);
    }
  }, [mark, queries, work.project.id, work.version]);

  useEffect(() => {
    if (!wanted || claiming) return;
    const timer = window.setTimeout(() => void claimNow(), claimError ? RETRY_MS : 0);
    return () => {
      window.clearTimeout(timer);
    };
  }, [wanted, claiming, claimError, claimNow]);

  return { queue, dispatch, claimError, claimNow: () => void claimNow() };
}
