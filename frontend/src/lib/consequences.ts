/** What a project's policies lead to, in sentences that a lead can act on. */
import { count } from "./numbers";

/** What an overlap costs and buys. */
export function overlapConsequence(overlap: number): string {
  if (overlap === 1) return "One person judges each item: cheapest, but agreement can’t be measured at all.";
  const work = `${count(overlap)} people judge each item, so 1,000 items take ${count(overlap * 1000)} judgments.`;
  if (overlap === 2) return `${work} Agreement can be measured, but a disagreement has no majority.`;
  return overlap % 2 === 0
    ? `${work} An even number can end in a draw.`
    : `${work} A majority decides, and agreement gets a useful interval.`;
}

export interface OverlapPlan {
  overlap_mode: "fixed" | "sampled" | "dynamic";
  overlap: number;
  overlap_min: number;
  overlap_share: number;
  overlap_confidence: number;
}

/** What an overlap policy comes to for so many items; with none yet, for a thousand. */
export function planConsequence(plan: OverlapPlan, items: number): string {
  const n = items > 0 ? items : 1000;
  const all = items > 0 ? `${count(n)} ${n === 1 ? "item" : "items"}` : "every 1,000 items";
  if (plan.overlap_mode === "fixed") {
    const total = `${count(n * plan.overlap)} judgments for ${all}.`;
    if (plan.overlap === 1) return `${total} One person judges each: agreement can’t be measured at all.`;
    if (plan.overlap === 2) return `${total} Agreement can be measured, but a disagreement has no majority.`;
    return `${total} A majority decides${plan.overlap % 2 === 0 ? ", or it is a draw" : ""}, and agreement gets a useful interval.`;
  }
  if (plan.overlap_mode === "sampled") {
    const many = Math.round(n * plan.overlap_share);
    const total = many * plan.overlap + (n - many) * plan.overlap_min;
    return `About ${count(total)} judgments for ${all}: about ${count(many)} get ${count(plan.overlap)}, the others ${count(plan.overlap_min)}. Agreement is measured on the first.`;
  }
  return `Between ${count(n * plan.overlap_min)} and ${count(n * plan.overlap)} judgments for ${all}. An item starts with ${count(plan.overlap_min)} and gets one more at a time until its answer is ${percent(plan.overlap_confidence)} certain.`;
}

/** What a gold rate costs and buys, for a rater who judges 40 tasks an hour. */
export function goldConsequence(rate: number): string {
  if (rate === 0) return "No hidden checks: careless work shows only in agreement, and late.";
  const every = Math.round(1 / rate);
  const toTen = Math.ceil(10 / rate);
  const often = every <= 1 ? "Every task" : `About every ${ordinal(every)} task`;
  return `${often} is a hidden check with a known answer; ten checks are done after about ${count(toTen)} tasks.`;
}

/** When a rater is paused: the two accuracies between which the server's sequential test decides (docs/QUALITY.md). */
export function thresholdConsequence(threshold: number, checks: number): string {
  if (threshold === 0) return "Nobody is paused by the checks.";
  const acceptable = (4 * threshold) / (1 + 3 * threshold);
  return `A rater is paused until a lead looks once the checks show ${percent(threshold)} right rather than ${percent(acceptable)}, after ${count(checks)} checks at the earliest. In between it takes longer, and luck decides.`;
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}

function ordinal(n: number): string {
  const tail = n % 100;
  if (tail >= 11 && tail <= 13) return `${String(n)}th`;
  return `${String(n)}${["th", "st", "nd", "rd"][n % 10] ?? "th"}`;
}
