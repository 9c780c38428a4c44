/** From a question's diagnosis to what its card says. */
import type { QuestionOverview } from "@/api/types";
import { asDecimal } from "@/components/charts/intervals";
import { count } from "@/lib/numbers";

export type Diagnosis = NonNullable<QuestionOverview["diagnosis"]>;
export type Cause = Diagnosis["causes"][number];

export const UNIT_NAMES: Record<Cause["unit"], string> = {
  alpha: "alpha",
  consensus: "the consensus’ reliability",
  half_width: "the interval’s half-width",
};

/** The causes that stand on their own, in their order. */
export function leadingCauses(diagnosis: Diagnosis): Cause[] {
  return diagnosis.causes.filter((cause) => cause.explained_by === null);
}

/** What was seen as well, but is the echo of another cause. */
export function echoesOf(diagnosis: Diagnosis): string[] {
  return diagnosis.causes.filter((cause) => cause.explained_by !== null).map((cause) => cause.title);
}

function signed(value: number): string {
  return value > 0 ? `+${asDecimal(value)}` : asDecimal(value);
}

/** "+0.17 [+0.12 to +0.22]", or why there is no number. */
export function gainText({ gain }: Pick<Cause, "gain">): string {
  if (gain.value === null) return `unknown: ${gain.reason ?? ""}`;
  if (gain.low === null || gain.high === null) return `${signed(gain.value)}, interval unknown`;
  return `${signed(gain.value)} [${signed(gain.low)} to ${signed(gain.high)}]`;
}

/** The scale on which a gain is drawn: 0 is always on it, and cards of one kind share it. */
export function gainRange({ gain }: Pick<Cause, "gain">): [number, number] {
  const points = [gain.value, gain.low, gain.high].filter((point): point is number => point !== null);
  const low = Math.min(0, ...points);
  const high = Math.max(0, ...points);
  return [low < 0 ? Math.min(-0.1, low) : 0, low < 0 && high <= 0 ? 0 : Math.max(0.5, high)];
}

/** What the action costs, as a sentence. */
export function costOf({ judgments }: Pick<Cause, "judgments">): string {
  return judgments === 0 ? "Costs no new judgments." : `Costs ${count(judgments)} judgments.`;
}
