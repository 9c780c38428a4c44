/** A workbench for this feature's tests. */
import type { Advice, Workbench } from "@/api/types";
import { PAIRWISE } from "@/components/answering/testing";

export const ADVICE: Advice = {
  freshness: 1,
  batch_size: 3,
  break_suggested: false,
  break_required: false,
  break_minutes: 0,
  day_over: false,
  change_suggested: false,
  ask_freshness: false,
  reasons: [],
};

export function workbench(part: Partial<Workbench> = {}): Workbench {
  return {
    project: { id: 1, name: "Chat quality", state: "active", description: "" },
    rater: { state: "active", state_reason: "" },
    guideline: {
      version: 1,
      body: "Read **both**.",
      change_note: "",
      published_at: "2026-01-01T00:00:00Z",
      read: true,
      read_before: null,
    },
    questions: PAIRWISE,
    shift: { id: 5, started_at: "2026-01-01T00:00:00Z", ended_at: null, on_break: null, break_minutes: 0 },
    advice: ADVICE,
    elsewhere: [],
    held: [],
    progress: { done_today: 0, done_total: 0, remaining: 10 },
    training: null,
    amend_minutes: 60,
    version: 1,
    abilities: { start_shift: true, claim: true, see_feedback: false },
    ...part,
  };
}
