/** Questions and tasks for this feature's tests. */
import type { Question, Task, Workbench } from "@/api/types";

export function question(part: Partial<Question> & Pick<Question, "key" | "kind">): Question {
  return {
    id: 1,
    title: part.key,
    help_text: "",
    position: 0,
    required: true,
    per_response: false,
    allow_tie: true,
    allow_both_bad: true,
    strength_levels: 0,
    scale_min: 1,
    scale_max: 5,
    scale_labels: {},
    choices: [],
    multiple: false,
    ...part,
  };
}

export function task(key: string, responses = 2): Task {
  return {
    key,
    prompt: `Prompt of ${key}`,
    messages: null,
    responses: ["A", "B", "C", "D"].slice(0, responses).map((label) => ({ label, text: `Text ${label} of ${key}` })),
    expires_at: "2030-01-01T00:00:00Z",
  };
}

export const PAIRWISE = [
  question({ key: "preference", kind: "preference", title: "Which is better?", strength_levels: 3 }),
  question({ key: "why", kind: "text", title: "Why?", required: false, position: 1 }),
];

export const LIKERT = [
  question({ key: "help", kind: "likert", title: "Helpfulness", per_response: true }),
  question({ key: "clear", kind: "likert", title: "Clarity", per_response: true, position: 1 }),
];

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
    },
    questions: PAIRWISE,
    shift: { id: 5, started_at: "2026-01-01T00:00:00Z", ended_at: null, on_break: null, break_minutes: 0 },
    advice: { freshness: 1, batch_size: 3, break_suggested: false, reasons: [] },
    held: [],
    progress: { done_today: 0, done_total: 0, remaining: 10 },
    training: null,
    amend_minutes: 60,
    abilities: { start_shift: true, claim: true, see_feedback: false },
    ...part,
  };
}
