/** The form of a question: what is typed, as the API wants it. */
import type { Question, QuestionKind } from "@/api/types";

import type { NewQuestion } from "./queries";

export type QuestionForm = {
  key: string;
  kind: QuestionKind;
  title: string;
  help_text: string;
  required: boolean;
  per_response: boolean;
  allow_tie: boolean;
  allow_both_bad: boolean;
  strength_levels: number;
  scale_min: number;
  scale_max: number;
  /** One line per step, "1: bad". */
  labels: string;
  /** One line per choice, "value: label", or the value alone. */
  choices: string;
  multiple: boolean;
};

export const EMPTY: QuestionForm = {
  key: "",
  kind: "likert",
  title: "",
  help_text: "",
  required: true,
  per_response: false,
  allow_tie: true,
  allow_both_bad: true,
  strength_levels: 0,
  scale_min: 1,
  scale_max: 5,
  labels: "",
  choices: "",
  multiple: false,
};

export function formOf(question: Question): QuestionForm {
  const { scale_labels, choices, ...rest } = question;
  return {
    ...EMPTY,
    ...Object.fromEntries(Object.keys(EMPTY).map((name) => [name, (rest as Record<string, unknown>)[name]])),
    labels: Object.entries(scale_labels)
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([step, label]) => `${step}: ${label}`)
      .join("\n"),
    choices: choices.map(({ value, label }) => (value === label ? value : `${value}: ${label}`)).join("\n"),
  };
}

function lines(text: string): [string, string][] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [value, ...label] = line.split(":");
      return [(value ?? "").trim(), label.join(":").trim()];
    });
}

/** What the API takes: only what the kind of the question knows. */
export function questionOf(form: QuestionForm): NewQuestion {
  const { key, kind, title, help_text, required } = form;
  const base = { key: key.trim(), kind, title: title.trim(), help_text: help_text.trim(), required };
  switch (kind) {
    case "preference": {
      const { allow_tie, allow_both_bad, strength_levels } = form;
      return { ...base, allow_tie, allow_both_bad, strength_levels };
    }
    case "likert": {
      const { per_response, scale_min, scale_max } = form;
      return { ...base, per_response, scale_min, scale_max, scale_labels: Object.fromEntries(lines(form.labels)) };
    }
    case "choice": {
      const { per_response, multiple } = form;
      const choices = lines(form.choices).map(([value, label]) => ({ value, label: label || value }));
      return { ...base, per_response, multiple, choices };
    }
    case "ranking":
      return { ...base, allow_tie: form.allow_tie };
    case "text":
      return base;
  }
}

/** Only what differs, without the key, which names the question for good. */
export function editsOf(before: QuestionForm, after: QuestionForm): Partial<NewQuestion> {
  const was = questionOf(before) as Record<string, unknown>;
  const is = questionOf(after) as Record<string, unknown>;
  const changed = Object.entries(is).filter(
    ([name, value]) => name !== "key" && JSON.stringify(value) !== JSON.stringify(was[name]),
  );
  return Object.fromEntries(changed);
}
