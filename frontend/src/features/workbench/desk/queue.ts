/** The rater's queue as a pure reducer: what comes next, what was done, what is open for correction. */
import type { Answer, Task } from "@/api/types";

/** A task that was answered on this desk, newest last. */
export type Done = { task: Task; answers: Answer[]; uuid: string };
/** An answer opened again. `recalled`: it was never sent, so the correction replaces it instead of amending it. */
export type Reopened = Done & { recalled: boolean };

export type Queue = {
  upcoming: Task[];
  done: Done[];
  reopened: Reopened | null;
  /** Keys of assignments answered or skipped here: a later claim must not bring them back. */
  settled: ReadonlySet<string>;
  /** How many of them were settled before this desk was opened. */
  settledBefore: number;
  /** The server has nothing more for this rater. */
  finished: boolean;
  message: string;
  /** How the queue stood at the last claim; a new claim is only useful once that changed. */
  claimedAt: string | null;
};

export type QueueEvent =
  | { type: "claimed"; tasks: Task[]; finished: boolean; message: string; mark: string }
  | { type: "answered"; done: Done }
  | { type: "skipped"; task: Task }
  | { type: "reopened"; answer: Reopened }
  | { type: "left-as-it-was" }
  | { type: "look-again" };

export function newQueue(held: Task[], settled: Iterable<string>, reopened: Reopened | null): Queue {
  const gone = new Set(settled);
  return {
    upcoming: held.filter((task) => !gone.has(task.key)),
    done: [],
    reopened,
    settled: gone,
    settledBefore: gone.size,
    finished: false,
    message: "",
    claimedAt: null,
  };
}

export function currentTask(queue: Queue): Task | null {
  return queue.reopened?.task ?? queue.upcoming[0] ?? null;
}

export function reduceQueue(queue: Queue, event: QueueEvent): Queue {
  switch (event.type) {
    case "claimed": {
      const known = new Set([...queue.settled, ...queue.upcoming.map((task) => task.key)]);
      const fresh = event.tasks.filter((task) => !known.has(task.key) && task.key !== queue.reopened?.task.key);
      const { finished, message, mark } = event;
      return { ...queue, upcoming: [...queue.upcoming, ...fresh], finished, message, claimedAt: mark };
    }
    case "answered":
      return {
        ...queue,
        reopened: null,
        upcoming: queue.upcoming.filter((task) => task.key !== event.done.task.key),
        done: [...queue.done.filter((one) => one.task.key !== event.done.task.key), event.done],
        settled: new Set([...queue.settled, event.done.task.key]),
      };
    case "skipped":
      return {
        ...queue,
        upcoming: queue.upcoming.filter((task) => task.key !== event.task.key),
        settled: new Set([...queue.settled, event.task.key]),
      };
    case "reopened":
      return { ...queue, reopened: event.answer };
    case "left-as-it-was":
      return { ...queue, reopened: null };
    case "look-again":
      return { ...queue, finished: false, claimedAt: null };
  }
}

/** The answer before the reopened one, or the last one; null when nothing further back was done on this desk. */
export function answerBefore(queue: Queue): Done | null {
  const here = queue.done.findIndex((one) => one.task.key === queue.reopened?.task.key);
  return (here < 0 ? (queue.reopened ? undefined : queue.done.at(-1)) : queue.done[here - 1]) ?? null;
}
