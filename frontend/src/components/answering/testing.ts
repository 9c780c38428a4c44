/** Questions and tasks for tests of what answers them. */
import type { Question, Task } from "@/api/types";

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
    asked_from: 1,
    retired_in: null,
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
