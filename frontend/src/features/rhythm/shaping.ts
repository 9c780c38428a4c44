/** What the rhythm page says in words. */
import type { Interval } from "@/components/charts/intervals";
import type { Estimate } from "@/api/types";

/** Natural logs of seconds as a change in percent: −0.105 is "10 % faster", and 0.1 is "11 % slower". */
export function asSpeed(log: number): string {
  const percent = Math.round(Math.abs(Math.expm1(log)) * 100);
  if (percent === 0) return "no change";
  return `${String(percent)} % ${log < 0 ? "less" : "more"} time`;
}

/** A change of a share in percentage points: −0.05 is "−5.0 points". */
export function asPoints(change: number): string {
  return `${change > 0 ? "+" : ""}${(change * 100).toFixed(1)} points`.replace("-", "−");
}

/** Whether the interval leaves out "no effect", in a sentence. */
export function reading(estimate: Estimate, worse: string, better: string): string {
  const { low, high } = estimate;
  if (low === null || high === null) return "Not known yet.";
  if (high < 0) return worse;
  if (low > 0) return better;
  return "No effect can be told from chance yet.";
}

/** The widest of the intervals around 0, so that two effects are drawn on one scale. */
export function symmetric(estimates: readonly Interval[]): [number, number] {
  const far = Math.max(0.02, ...estimates.flatMap((one) => [one.low, one.high]).map((bound) => Math.abs(bound ?? 0)));
  return [-far * 1.1, far * 1.1];
}

/** The day of UTC that `moment` falls into, as the API takes it. */
export function utcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The day `by` days away. */
export function shifted(day: string, by: number): string {
  return utcDay(new Date(new Date(`${day}T12:00:00Z`).getTime() + by * 86_400_000));
}

/** Whether `text` names a day that there is, such as "2026-03-12". */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && utcDay(new Date(text)) === text;
}
