import { useState } from "react";

import { ApiError } from "@/api/errors";

import type { Outbox } from "../outbox/outbox";
import { fetchRecent } from "../queries";
import { answerBefore, type Done, type Queue, type QueueEvent } from "./queue";

type Props = {
  project: number;
  queue: Queue;
  dispatch: (event: QueueEvent) => void;
  outbox: Outbox;
  say: (text: string) => void;
};

/** Opens the last answer again; an answer that was not sent yet is taken back, a sent one will be amended. */
export function useUndo({ project, queue, dispatch, outbox, say }: Props) {
  const [error, setError] = useState<ApiError | null>(null);

  const leave = () => {
    if (!queue.reopened) return;
    if (queue.reopened.recalled) outbox.restore(queue.reopened.uuid);
    dispatch({ type: "left-as-it-was" });
    say("Left as it was.");
  };
  const reopen = (done: Done) => {
    if (queue.reopened?.recalled) outbox.restore(queue.reopened.uuid);
    const recalled = outbox.recall(done.uuid);
    dispatch({ type: "reopened", answer: { ...done, recalled } });
    say("Your answer is open again. Change it and submit, or press Escape to leave it as it was.");
  };
  const open = async () => {
    setError(null);
    const done = answerBefore(queue);
    if (done) {
      reopen(done);
      return;
    }
    // Nothing was answered on this desk (yet, or since a reload): the server knows what came before.
    try {
      const recent = await fetchRecent(project);
      const here = recent.findIndex((one) => one.assignment === queue.reopened?.task.key);
      const older = recent
        .slice(here + 1)
        .find((one) => here >= 0 || !queue.done.some((known) => known.task.key === one.assignment));
      if (older) reopen({ task: older.task, answers: older.answers, uuid: "" });
      else say("There is nothing to undo.");
    } catch (problem) {
      setError(problem instanceof ApiError ? problem : ApiError.unreachable());
    }
  };
  return { reopen, open: () => void open(), leave, error };
}
