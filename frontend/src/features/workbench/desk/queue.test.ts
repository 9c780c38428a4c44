import { describe, expect, it } from "vitest";

import { task } from "@/components/answering/testing";
import { answerBefore, currentTask, newQueue, reduceQueue } from "./queue";

const done = (key: string) => ({ task: task(key), answers: [], uuid: `uuid-${key}` });
const claimed = (keys: string[]) => ({
  type: "claimed" as const,
  tasks: keys.map((key) => task(key)),
  finished: false,
  message: "",
  mark: "1",
});

describe("the queue", () => {
  it("begins without what already waits in the outbox", () => {
    const queue = newQueue([task("a"), task("b")], ["a"], null);
    expect(currentTask(queue)?.key).toBe("b");
  });

  it("adds only what it does not know, and never what was answered here", () => {
    let queue = newQueue([task("a"), task("b")], [], null);
    queue = reduceQueue(queue, { type: "answered", done: done("a") });
    queue = reduceQueue(queue, claimed(["a", "b", "c"]));
    expect(queue.upcoming.map((one) => one.key)).toEqual(["b", "c"]);
  });

  it("opens the last answer, then the one before it, and comes back to the same task", () => {
    let queue = newQueue([task("a"), task("b"), task("c")], [], null);
    queue = reduceQueue(queue, { type: "answered", done: done("a") });
    queue = reduceQueue(queue, { type: "answered", done: done("b") });
    const last = answerBefore(queue);
    expect(last?.task.key).toBe("b");
    if (!last) throw new Error("no last answer");
    queue = reduceQueue(queue, { type: "reopened", answer: { ...last, recalled: false } });
    expect(currentTask(queue)?.key).toBe("b");
    expect(answerBefore(queue)?.task.key).toBe("a");
    queue = reduceQueue(queue, { type: "left-as-it-was" });
    expect(currentTask(queue)?.key).toBe("c");
  });

  it("keeps one answer per task after a correction, as the newest", () => {
    let queue = newQueue([], [], null);
    queue = reduceQueue(queue, { type: "answered", done: done("a") });
    queue = reduceQueue(queue, { type: "answered", done: done("b") });
    queue = reduceQueue(queue, { type: "answered", done: { ...done("a"), uuid: "second" } });
    expect(queue.done.map((one) => one.uuid)).toEqual(["uuid-b", "second"]);
  });

  it("drops a skipped task for good", () => {
    let queue = newQueue([task("a"), task("b")], [], null);
    queue = reduceQueue(queue, { type: "skipped", task: task("a") });
    queue = reduceQueue(queue, claimed(["a"]));
    expect(queue.upcoming.map((one) => one.key)).toEqual(["b"]);
  });
});
