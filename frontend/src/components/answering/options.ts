/** The options of a field with the physical key that picks each: one list for buttons, shortcuts and the help sheet. */
import type { Outcome } from "@/api/types";

import { type Field, hasSide, type Value } from "./fields";

export type Option = {
  id: string;
  label: string;
  /** A second line: a scale label, or what the option means. */
  hint?: string;
  codes: string[];
  chosen: (value: Value | undefined) => boolean;
  /** The field's value once this option is picked; picking a chosen option of a multiple choice takes it back. */
  pick: (value: Value | undefined) => Value;
};

const digit = (n: number): string[] => [`Digit${String(n)}`, `Numpad${String(n)}`];

function preferenceOptions(field: Field): Option[] {
  const make = (outcome: Outcome, label: string, codes: string[]): Option => ({
    id: outcome,
    label,
    codes,
    chosen: (value) => value?.outcome === outcome,
    pick: (value) => {
      const next: Value = { outcome };
      if (value?.strength !== undefined && hasSide(next)) next.strength = value.strength;
      return next;
    },
  });
  const { allow_tie, allow_both_bad } = field.question;
  return [
    make("a", "A is better", digit(1)),
    ...(allow_tie ? [make("tie", "Tie", digit(0))] : []),
    ...(allow_both_bad ? [make("both_bad", "Both bad", [...digit(4), ...digit(9)])] : []),
    make("b", "B is better", digit(2)),
  ];
}

function likertOptions(field: Field): Option[] {
  const { scale_min: min, scale_max: max, scale_labels: labels } = field.question;
  const scores = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  // Digits mean themselves where they can; 0 stands for 10 where no 0 is on the scale; else keys count from the left.
  const literal = min >= 0 && (max <= 9 || (min >= 1 && max === 10));
  return scores.map((score, index) => ({
    id: String(score),
    label: String(score),
    hint: labels[String(score)],
    codes: literal ? digit(score === 10 ? 0 : score) : index < 9 ? digit(index + 1) : [],
    chosen: (value) => value?.score === score,
    pick: () => ({ score }),
  }));
}

function choiceOptions(field: Field): Option[] {
  const { choices, multiple } = field.question;
  return choices.map((choice, index) => ({
    id: choice.value,
    label: choice.label,
    codes: index < 9 ? digit(index + 1) : [],
    chosen: (value) => value?.choices?.includes(choice.value) ?? false,
    pick: (value) => {
      if (!multiple) return { choices: [choice.value] };
      const taken = value?.choices ?? [];
      const next = taken.includes(choice.value)
        ? taken.filter((one) => one !== choice.value)
        : [...taken, choice.value];
      return { choices: next };
    },
  }));
}

function rankOptions(responses: number): Option[] {
  return Array.from({ length: responses }, (_, index) => {
    const rank = index + 1;
    return {
      id: String(rank),
      label: String(rank),
      hint: rank === 1 ? "best" : undefined,
      codes: rank <= 9 ? digit(rank) : [],
      chosen: (value) => value?.rank === rank,
      pick: () => ({ rank }),
    };
  });
}

/** The options of `field` in display order; none for free text. `responses` is how many responses the task shows. */
export function optionsOf(field: Field, responses: number): Option[] {
  switch (field.question.kind) {
    case "preference":
      return preferenceOptions(field);
    case "likert":
      return likertOptions(field);
    case "choice":
      return choiceOptions(field);
    case "ranking":
      return rankOptions(responses);
    case "text":
      return [];
  }
}

const STRENGTH_CODES = ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT"];
const STRENGTH_WORDS: Record<number, string[]> = {
  1: ["Better"],
  2: ["Slightly", "Clearly"],
  3: ["Slightly", "Clearly", "Far better"],
  4: ["Barely", "Slightly", "Clearly", "Far better"],
  5: ["Barely", "Slightly", "Moderately", "Clearly", "Far better"],
};

/** How much better the winner is; empty when the question asks for no strength. Only for a value with a side. */
export function strengthsOf(field: Field): Option[] {
  const levels = field.question.strength_levels;
  if (field.question.kind !== "preference" || levels === 0) return [];
  return Array.from({ length: levels }, (_, index) => ({
    id: `strength-${String(index + 1)}`,
    label: STRENGTH_WORDS[levels]?.[index] ?? String(index + 1),
    codes: [STRENGTH_CODES[index] ?? ""],
    chosen: (value) => value?.strength === index + 1,
    pick: (value) => ({ ...value, strength: value?.strength === index + 1 ? undefined : index + 1 }),
  }));
}

/** True when an answered field can be left at once; a multiple choice waits for more. */
export function movesOn(field: Field): boolean {
  return field.question.kind !== "text" && !field.question.multiple;
}
