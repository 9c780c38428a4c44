/** The form of a known answer: what its fields hold, and the answer as an import row writes it. */
import type { GoldAnswer, KnownAnswersInput, Question } from "@/api/types";

/** Of one question, or of one response to it: "" or [] is not given. */
export type Known = { best: string; also: string[]; choices: string[]; score: number | "" };
export type KnownForm = { values: Record<string, Known>; tolerance: Record<string, number>; explanation: string };
/** One place where something can be known: a question, or a response of one asked of each. */
export type Place = { id: string; question: Question; response: number | null };

export const EMPTY: Known = { best: "", also: [], choices: [], score: "" };

export function placesOf(questions: readonly Question[], responses: number): Place[] {
  return questions
    .filter((question) => question.kind !== "text" && (question.kind !== "preference" || responses === 2))
    .flatMap((question) => {
      const each = question.kind === "ranking" || question.per_response;
      const positions = each ? [...Array(responses).keys()] : [null];
      return positions.map((response) => ({ id: `${question.key}/${String(response ?? "")}`, question, response }));
    });
}

export function outcomesOf(question: Question): { value: string; label: string }[] {
  return [
    { value: "a", label: "A wins" },
    { value: "b", label: "B wins" },
    ...(question.allow_tie ? [{ value: "tie", label: "Tie" }] : []),
    ...(question.allow_both_bad ? [{ value: "both_bad", label: "Both bad" }] : []),
  ];
}

export function formOf(answers: readonly GoldAnswer[]): KnownForm {
  const form: KnownForm = { values: {}, tolerance: {}, explanation: "" };
  for (const answer of answers) {
    const id = `${answer.question}/${String(answer.response ?? "")}`;
    const known = form.values[id] ?? EMPTY;
    form.values[id] = {
      best: answer.outcome ?? known.best,
      also: answer.also_accepted,
      choices: answer.choice ? [...known.choices, answer.choice] : known.choices,
      score: answer.score ?? known.score,
    };
    if (answer.tolerance) form.tolerance[answer.question] = answer.tolerance;
    form.explanation = answer.explanation || form.explanation;
  }
  return form;
}

function valueOf(place: Place, known: Known): unknown {
  const { kind, multiple } = place.question;
  if (kind === "preference") {
    if (!known.best) return undefined;
    const also = known.also.filter((outcome) => outcome !== known.best);
    return also.length > 0 ? [known.best, ...also] : known.best;
  }
  if (kind === "choice") return known.choices.length === 0 ? undefined : multiple ? known.choices : known.choices[0];
  return known.score === "" ? undefined : known.score;
}

/** The request; what was left empty is not checked. `null` when nothing is known at all. */
export function requestOf(places: readonly Place[], form: KnownForm): KnownAnswersInput | null {
  const gold: Record<string, unknown> = {};
  for (const place of places) {
    const value = valueOf(place, form.values[place.id] ?? EMPTY);
    if (value === undefined) continue;
    const { key } = place.question;
    if (place.response === null) gold[key] = value;
    else gold[key] = { ...(gold[key] as object | undefined), [String(place.response)]: value };
  }
  if (Object.keys(gold).length === 0) return null;
  const tolerance = Object.fromEntries(Object.entries(form.tolerance).filter(([key, off]) => key in gold && off > 0));
  return {
    gold,
    ...(Object.keys(tolerance).length > 0 ? { gold_tolerance: tolerance } : {}),
    ...(form.explanation.trim() ? { gold_explanation: form.explanation.trim() } : {}),
  };
}
