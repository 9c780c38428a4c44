import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@/api/errors";
import { type Keeper, Shelf } from "@/lib/storage";

import { task } from "@/components/answering/testing";

import { ADVICE } from "../testing";
import { type Entry, EntryStore } from "./entries";
import { Outbox, type Send } from "./outbox";

const OFFLINE = () => Promise.reject(ApiError.unreachable());
const SENT: Send = () => Promise.resolve({ advice: ADVICE });
let clock: { waits: number[]; run: (() => void)[] };

function entry(uuid: string, assignment = uuid): Entry {
  return {
    kind: "judgment",
    uuid,
    project: 1,
    task: task(assignment),
    body: { assignment, answers: [{ question: "preference", outcome: "a" }] },
    queued_at: Number(uuid.replace(/\D/g, "")),
    state: "waiting",
  };
}

function outboxWith(send: Send, onSent?: (entry: Entry) => void): Outbox {
  const timers = {
    set: (run: () => void, ms: number) => {
      clock.waits.push(ms);
      return clock.run.push(run);
    },
    clear: () => undefined,
  };
  return new Outbox(new EntryStore(7), send, onSent, timers);
}

/** Lets every promise that is ready run. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  localStorage.clear();
  clock = { waits: [], run: [] };
});

describe("the outbox", () => {
  it("keeps an answer before sending it, and over a reload", async () => {
    const send = vi.fn<Send>(() => {
      expect(new EntryStore(7).load()).toHaveLength(1);
      return OFFLINE();
    });
    outboxWith(send).put(entry("u1"));
    await settle();
    expect(send).toHaveBeenCalledOnce();

    const sent: string[] = [];
    const afterReload = outboxWith(SENT, (one) => sent.push(one.uuid));
    await afterReload.flush();
    expect(sent).toEqual(["u1"]);
    expect(new EntryStore(7).load()).toEqual([]);
  });

  it("sends in order and one at a time", async () => {
    let open = 0;
    const order: string[] = [];
    const outbox = outboxWith(async (one) => {
      open += 1;
      expect(open).toBe(1);
      await settle();
      open -= 1;
      order.push(one.uuid);
      return { advice: ADVICE };
    });
    for (const uuid of ["u1", "u2", "u3"]) outbox.put(entry(uuid));
    await outbox.flush();
    expect(order).toEqual(["u1", "u2", "u3"]);
  });

  it("waits longer after each failure, and starts afresh once something got through", async () => {
    let answers: (() => ReturnType<Send>)[] = [OFFLINE, OFFLINE, OFFLINE];
    const outbox = outboxWith((one) => (answers.shift() ?? (() => SENT(one)))());
    outbox.put(entry("u1"));
    await settle();
    await outbox.flush();
    await outbox.flush();
    expect(clock.waits).toEqual([1000, 2000, 4000]);
    expect(outbox.snapshot().connection).toBe("offline");
    await outbox.flush();
    expect(outbox.snapshot()).toMatchObject({ entries: [], connection: "online" });
    answers = [OFFLINE];
    outbox.put(entry("u2"));
    await settle();
    expect(clock.waits.at(-1)).toBe(1000);
  });

  it("waits at least as long as the server asks", async () => {
    outboxWith(() => Promise.reject(new ApiError(503, {}, 12))).put(entry("u1"));
    await settle();
    expect(clock.waits).toEqual([12_000]);
  });

  it.each([
    ["401", new ApiError(401, {})],
    ["403 without a session", new ApiError(403, { code: "not_authenticated" })],
  ])("keeps everything when signed out (%s)", async (_name, error) => {
    const outbox = outboxWith(() => Promise.reject(error));
    outbox.put(entry("u1"));
    await settle();
    expect(outbox.snapshot().connection).toBe("signed-out");
    expect(outbox.snapshot().entries[0]?.state).toBe("waiting");
  });

  it("takes a stale CSRF token for a passing failure", async () => {
    const outbox = outboxWith(() =>
      Promise.reject(new ApiError(403, { code: "permission_denied", detail: "CSRF Failed: token incorrect." })),
    );
    outbox.put(entry("u1"));
    await settle();
    expect(outbox.snapshot().entries[0]?.state).toBe("waiting");
  });

  it("shows a refusal with its reason until it was read, and sends the rest", async () => {
    const refusal = new ApiError(409, { code: "amend_window_over", detail: "Too late to correct." });
    const outbox = outboxWith((one) => (one.uuid === "u1" ? Promise.reject(refusal) : SENT(one)));
    outbox.put(entry("u1"));
    outbox.put(entry("u2"));
    await outbox.flush();
    expect(outbox.snapshot().entries).toMatchObject([
      { uuid: "u1", state: "refused", error: { code: "amend_window_over", message: "Too late to correct." } },
    ]);
    expect(new EntryStore(7).load()).toHaveLength(1);
    outbox.dismiss("u1");
    expect(new EntryStore(7).load()).toEqual([]);
  });

  it("takes back what was not sent, and replaces it by the correction", async () => {
    let online = false;
    const sent: string[] = [];
    const outbox = outboxWith(
      (one) => (online ? SENT(one) : OFFLINE()),
      (one) => sent.push(one.uuid),
    );
    outbox.put(entry("u1", "task"));
    await settle();
    expect(outbox.recall("u1")).toBe(true);
    online = true;
    await outbox.flush();
    expect(sent).toEqual([]);
    outbox.put(entry("u2", "task"));
    await outbox.flush();
    expect(sent).toEqual(["u2"]);
    expect(new EntryStore(7).load()).toEqual([]);
  });

  it("sends a recalled answer after all when it is left as it was", async () => {
    let online = false;
    const sent: string[] = [];
    const outbox = outboxWith(
      (one) => (online ? SENT(one) : OFFLINE()),
      (one) => sent.push(one.uuid),
    );
    outbox.put(entry("u1"));
    await settle();
    outbox.recall("u1");
    online = true;
    outbox.restore("u1");
    await settle();
    expect(sent).toEqual(["u1"]);
  });

  it("does not take back what is on its way", async () => {
    let land: () => void = () => undefined;
    const outbox = outboxWith(
      () =>
        new Promise((resolve) => {
          land = () => {
            resolve({ advice: ADVICE });
          };
        }),
    );
    outbox.put(entry("u1"));
    await settle();
    expect(outbox.recall("u1")).toBe(false);
    land();
    await settle();
    expect(outbox.snapshot().entries).toEqual([]);
  });

  it("says when the browser keeps nothing, and sends all the same", async () => {
    const full: Keeper = {
      length: 0,
      key: () => null,
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    const sent: string[] = [];
    const outbox = new Outbox(new EntryStore(7, new Shelf("x:", () => full)), SENT, (one) => sent.push(one.uuid));
    outbox.put(entry("u1"));
    await settle();
    expect(outbox.snapshot().kept).toBe(false);
    expect(sent).toEqual(["u1"]);
  });

  it("keeps two people on one device apart", () => {
    outboxWith(OFFLINE).put(entry("u1"));
    expect(new EntryStore(8).load()).toEqual([]);
  });
});
