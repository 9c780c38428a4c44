/** What a task asks, as a flat list of fields that the keyboard walks through, and the rater's draft of their values. */
import type { Answer, Outcome, Question, Task } from "@/api/types";

/** One thing to answer: a question, of one response where it is asked of each. */
export type Field = {
  id: string;
  question: Question;
  /** The response's label, or null when the question is asked once. */
  response: string | null;
};

/** The value of one field. Absent means unanswered: nothing is ever filled in beforehand. */
export type Value = {
  outcome?: Outcome;
  strength?: number;
  score?: number;
  rank?: number;
  choices?: string[];
  text?: string;
};

export type Draft = Record<string, Value>;
export type Gap = { field: string; message: string };

function perResponse(question: Question): boolean {
  return question.kind === "ranking" || (question.per_response && ["likert", "choice"].includes(question.kind));
}

function applies(question: Question, responses: number): boolean {
  if (question.kind === "preference") return responses === 2;
  return question.kind === "ranking" ? responses >= 2 : true;
}

/** The fields in the order of the questions; a question asked of each response gives one field per response. */
export function fieldsOf(questions: readonly Question[], task: Pick<Task, "responses">): Field[] {
  return questions
    .filter((question) => applies(question, task.responses.length))
    .toSorted((a, b) => a.position - b.position)
    .flatMap((question): Field[] =>
      perResponse(question)
        ? task.responses.map(({ label }) => ({ id: `${question.key}:${label}`, question, response: label }))
        : [{ id: question.key, question, response: null }],
    );
}

export function isAnswered(field: Field, draft: Draft): boolean {
  const value = draft[field.id];
  if (!value) return false;
  if (field.question.kind === "text") return Boolean(value.text?.trim());
  if (field.question.kind === "choice") return (value.choices?.length ?? 0) > 0;
  return value.outcome !== undefined || value.score !== undefined || value.rank !== undefined;
}

/** What still keeps the draft from being submitted, in the order of the fields. */
export function gapsOf(fields: Field[], draft: Draft): Gap[] {
  const touched = new Set(fields.filter((field) => isAnswered(field, draft)).map((field) => field.question.key));
  const gaps: Gap[] = fields
    // A question asked of each response is answered for all of them or for none.
    .filter((field) => !isAnswered(field, draft) && (field.question.required || touched.has(field.question.key)))
    .map((field) => ({ field: field.id, message: `${nameOf(field)} has no answer yet.` }));
  return [...gaps, ...rankGaps(fields, draft)];
}

function rankGaps(fields: Field[], draft: Draft): Gap[] {
  const byQuestion = Map.groupBy(
    fields.filter((field) => field.question.kind === "ranking"),
    (field) => field.question.key,
  );
  const gaps: Gap[] = [];
  for (const group of byQuestion.values()) {
    const ranks = group.map((field) => draft[field.id]?.rank);
    if (ranks.includes(undefined)) continue;
    const distinct = new Set(ranks);
    const missing = Array.from(distinct, (_, index) => index + 1).find((rank) => !distinct.has(rank));
    const [first] = group;
    if (missing !== undefined && first) {
      const message = `${first.question.title}: ranks start at 1 without gaps, and nobody has rank ${String(missing)}. Ties are fine.`;
      gaps.push({ field: first.id, message });
    }
  }
  return gaps;
}

/** "Helpfulness of response A", "Which response is better?". */
function nameOf(field: Field): string {
  return field.response === null
    ? `“${field.question.title}”`
    : `“${field.question.title}” of response ${field.response}`;
}

/** The draft in the API's words; unanswered optional fields are left out. */
export function answersOf(fields: Field[], draft: Draft): Answer[] {
  return fields
    .filter((field) => isAnswered(field, draft))
    .map((field) => {
      const value = draft[field.id] ?? {};
      const answer: Answer = { question: field.question.key };
      if (field.response !== null) answer.response = field.response;
      switch (field.question.kind) {
        case "preference":
          answer.outcome = value.outcome;
          if (value.strength !== undefined && hasSide(value)) answer.strength = value.strength;
          break;
        case "likert":
          answer.score = value.score;
          break;
        case "ranking":
          answer.rank = value.rank;
          break;
        case "choice":
          if (field.question.multiple) answer.choices = value.choices;
          else answer.choice = value.choices?.[0];
          break;
        case "text":
          answer.text = value.text;
          break;
      }
      return answer;
    });
}

/** The draft that says what `answers` say: for correcting an answer that was already given. */
export function draftOf(fields: Field[], answers: Answer[]): Draft {
  const draft: Draft = {};
  for (const field of fields) {
    const own = answers.filter(
      (answer) => answer.question === field.question.key && (answer.response ?? null) === field.response,
    );
    const [first] = own;
    if (!first) continue;
    const choices = own.flatMap((answer) => answer.choices ?? (answer.choice == null ? [] : [answer.choice]));
    const value: Value = {};
    if (first.outcome != null) value.outcome = first.outcome;
    if (first.strength != null) value.strength = first.strength;
    if (first.score != null) value.score = first.score;
    if (first.rank != null) value.rank = first.rank;
    if (first.text != null) value.text = first.text;
    if (choices.length > 0) value.choices = choices;
    draft[field.id] = value;
  }
  return draft;
}

/** True when a side won, so that a strength makes sense. */
export function hasSide(value: Value | undefined): boolean {
  return value?.outcome === "a" || value?.outcome === "b";
}

/** The field after `id` that still waits for an answer; optional text is never walked into. Null when none is left. */
export function nextOpen(fields: Field[], draft: Draft, id: string): string | null {
  const start = fields.findIndex((field) => field.id === id);
  const later = [...fields.slice(start + 1), ...fields.slice(0, Math.max(0, start))];
  const open = (field: Field) =>
    !isAnswered(field, draft) && (field.question.kind !== "text" || field.question.required);
  return later.find(open)?.id ?? null;
}
