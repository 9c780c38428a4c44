/**
 * The outbox: an answer is kept in the browser before anything is sent, and leaves only when the server has it or when
 * the rater has read why it was refused. Sending is in order and can be repeated: the server knows each answer by its key.
 */
import { ApiError } from "@/api/errors";
import type { Accepted, Advice } from "@/api/types";

import type { Entry, EntryStore } from "./entries";

type Connection = "online" | "offline" | "signed-out";
export type OutboxState = {
  entries: Entry[];
  connection: Connection;
  /** False once the browser refused to keep an entry: then a reload would lose it. */
  kept: boolean;
};
export type Sent = Accepted | { advice: Advice };
export type Send = (entry: Entry) => Promise<Sent>;
type Timers = { set: (run: () => void, ms: number) => number; clear: (id: number) => void };

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** True when the server no longer knows who we are: sending goes on after signing in again. */
function isSignedOut(error: ApiError): boolean {
  return error.status === 401 || (error.status === 403 && error.code === "not_authenticated");
}

/** A rejected CSRF token is not a verdict on the answer: the next page load or sign-in brings a new one. */
function mayPass(error: ApiError): boolean {
  return (
    error.passing || isSignedOut(error) || (error.status === 403 && /csrf/i.test(`${error.code} ${error.message}`))
  );
}

export class Outbox {
  private state: OutboxState;
  private readonly listeners = new Set<() => void>();
  /** Assignments that were answered or skipped since this page was opened, sent or not. */
  private readonly handled = new Set<string>();
  private sending: string | null = null;
  private running: Promise<void> | null = null;
  private failures = 0;
  private timer: number | null = null;

  constructor(
    private readonly store: EntryStore,
    private readonly send: Send,
    private readonly onSent: (entry: Entry, answer: Sent) => void = () => undefined,
    private readonly timers: Timers = {
      set: (run, ms) => window.setTimeout(run, ms),
      clear: (id) => {
        window.clearTimeout(id);
      },
    },
  ) {
    this.state = { entries: store.load(), connection: "online", kept: true };
    for (const entry of this.state.entries) if (entry.state !== "refused") this.handled.add(entry.task.key);
  }

  snapshot = (): OutboxState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * The assignments that need no answer any more. What the server says is held may be older than what was just sent, so
   * a desk leaves these out; a refused one is not among them, because it can be answered again.
   */
  handledAssignments(): string[] {
    return [...this.handled];
  }

  /** Keeps `entry`, then sends it when its turn comes. It replaces a recalled entry of the same assignment. */
  put(entry: Entry): void {
    for (const old of this.state.entries) {
      if (old.state === "recalled" && old.task.key === entry.task.key) this.drop(old.uuid);
    }
    this.handled.add(entry.task.key);
    const kept = this.store.save(entry);
    this.set({ entries: [...this.state.entries, entry], kept: this.state.kept && kept });
    void this.flush();
  }

  /** Takes a waiting answer back for correction. False when it is on its way or no longer here: then amend it instead. */
  recall(uuid: string): boolean {
    const entry = this.find(uuid);
    if (entry?.state !== "waiting" || this.sending === uuid) return false;
    this.replace({ ...entry, state: "recalled" });
    return true;
  }

  /** Leaves a recalled answer as it was. */
  restore(uuid: string): void {
    const entry = this.find(uuid);
    if (entry?.state !== "recalled") return;
    this.replace({ ...entry, state: "waiting" });
    void this.flush();
  }

  /** Forgets a refused answer, once the rater has read the reason. */
  dismiss(uuid: string): void {
    if (this.find(uuid)?.state === "refused") this.drop(uuid);
  }

  /** Sends what waits, in order. Resolves when nothing waits or sending has to pause. */
  async flush(): Promise<void> {
    this.cancelTimer();
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** Stops the retry timer until the next flush; what is kept stays kept. */
  pauseRetries(): void {
    this.cancelTimer();
  }

  private async run(): Promise<void> {
    for (;;) {
      const entry = this.state.entries.find((one) => one.state === "waiting");
      if (!entry) return;
      this.sending = entry.uuid;
      try {
        const answer = await this.send(entry);
        this.sending = null;
        this.failures = 0;
        this.drop(entry.uuid);
        this.set({ connection: "online" });
        this.onSent(entry, answer);
      } catch (error) {
        this.sending = null;
        const problem = error instanceof ApiError ? error : ApiError.unreachable();
        if (mayPass(problem)) {
          this.pause(problem);
          return;
        }
        this.handled.delete(entry.task.key);
        const { status, code, message } = problem;
        this.replace({ ...entry, state: "refused", error: { status, code, message } });
      }
    }
  }

  private pause(problem: ApiError): void {
    this.failures += 1;
    const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1));
    const wait = Math.max(backoff, (problem.retryAfter ?? 0) * 1000);
    this.set({ connection: isSignedOut(problem) ? "signed-out" : "offline" });
    this.timer = this.timers.set(() => void this.flush(), wait);
  }

  private cancelTimer(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
  }

  private find(uuid: string): Entry | undefined {
    return this.state.entries.find((entry) => entry.uuid === uuid);
  }

  private replace(entry: Entry): void {
    const kept = this.store.save(entry);
    this.set({
      entries: this.state.entries.map((one) => (one.uuid === entry.uuid ? entry : one)),
      kept: this.state.kept && kept,
    });
  }

  private drop(uuid: string): void {
    this.store.remove(uuid);
    this.set({ entries: this.state.entries.filter((entry) => entry.uuid !== uuid) });
  }

  private set(change: Partial<OutboxState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
