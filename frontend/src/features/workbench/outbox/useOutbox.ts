import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";

import { client, unwrap } from "@/api/client";
import type { Accepted, Advice, Workbench } from "@/api/types";

import { workKey } from "../queries";
import { tellLater } from "../training/feedback";
import { type Entry, EntryStore } from "./entries";
import { Outbox, type OutboxState, type Sent } from "./outbox";

async function send(entry: Entry): Promise<Sent> {
  if (entry.kind === "judgment") {
    return unwrap<Accepted>(
      client.PUT("/api/v1/judgments/{key}/", { params: { path: { key: entry.uuid } }, body: entry.body }),
    );
  }
  return unwrap<{ advice: Advice }>(
    client.POST("/api/v1/assignments/{key}/skip/", { params: { path: { key: entry.task.key } }, body: entry.body }),
  );
}

/** The outbox of `person`, alive as long as the workbench is open; what the server answers updates the workbench's data. */
export function useOutbox(person: number): { outbox: Outbox; state: OutboxState } {
  const queries = useQueryClient();
  const [outbox] = useState(
    () =>
      new Outbox(new EntryStore(person), send, (entry, answer) => {
        if ("training" in answer && answer.training) tellLater(queries, entry.project, answer.training);
        // A desk that opens again from this data must not show the task once more.
        queries.setQueryData<Workbench>(
          workKey(entry.project),
          (old) =>
            old && { ...old, ...pick(answer, old), held: old.held.filter((task) => task.key !== entry.task.key) },
        );
      }),
  );
  const state = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  useEffect(() => {
    const wake = () => void outbox.flush();
    const wakeWhenSeen = () => {
      if (document.visibilityState === "visible") wake();
    };
    wake();
    window.addEventListener("online", wake);
    window.addEventListener("focus", wake);
    document.addEventListener("visibilitychange", wakeWhenSeen);
    return () => {
      window.removeEventListener("online", wake);
      window.removeEventListener("focus", wake);
      document.removeEventListener("visibilitychange", wakeWhenSeen);
      outbox.pauseRetries();
    };
  }, [outbox]);
  return { outbox, state };
}

function pick(answer: Sent, old: Workbench): Partial<Workbench> {
  if (!("progress" in answer)) return { advice: answer.advice };
  const training = answer.training?.attempt;
  const progress = { ...old.progress, ...answer.progress };
  return { advice: answer.advice, progress, ...(training ? { training } : {}) };
}
