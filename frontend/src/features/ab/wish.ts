/** Which test is looked at, as the address says it. */
import type { LiveAbResult } from "@/api/types";

export interface Wish {
  model_a?: string;
  model_b?: string;
  votes?: number;
  include_models?: boolean;
}

/** The test that the address asks for; what makes no sense in it is left to the defaults. */
export function wishOf(params: URLSearchParams): Wish {
  const [a, b] = [params.get("a"), params.get("b")];
  const votes = Number(params.get("votes"));
  return {
    ...(a && b && a !== b ? { model_a: a, model_b: b } : {}),
    ...(Number.isInteger(votes) && votes >= 1 && votes <= 1000 ? { votes } : {}),
    ...(params.get("judges") === "1" ? { include_models: true } : {}),
  };
}

/** One meeting as the value of a choice: names may hold any character but a line end. */
export function meetingValue(a: string, b: string): string {
  return `${a}\n${b}`;
}

/** The choices: every meeting, and the pair that is looked at in the order in which it is. */
export function meetingChoices(result: Pick<LiveAbResult, "meetings" | "models">): { value: string; label: string }[] {
  const [a, b] = result.models;
  const choices = result.meetings.map((one) => {
    const turned = one.model_a === b && one.model_b === a;
    const [first, second] = turned ? [one.model_b, one.model_a] : [one.model_a, one.model_b];
    return {
      value: meetingValue(first, second),
      label: `${first} against ${second} (${one.items.toLocaleString()} items)`,
    };
  });
  if (a !== undefined && b !== undefined && !choices.some((one) => one.value === meetingValue(a, b))) {
    choices.unshift({ value: meetingValue(a, b), label: `${a} against ${b}` });
  }
  return choices;
}

/** What to do now, in a sentence. */
export function nextStep(result: LiveAbResult): string {
  if (result.verdict !== "undecided") {
    return result.decided_at === null
      ? "You may stop."
      : `Decided after ${result.decided_at.toLocaleString()} items: you may stop, or go on for a narrower interval.`;
  }
  if (result.win_rate.value === null) return "The first items are needed.";
  if (result.expected_at === null) return "At this rate no decision is near: the two may be equally good.";
  const more = result.expected_at - result.n_items;
  return `If the rate stays, a decision is to be expected after some ${more.toLocaleString()} more items.`;
}
