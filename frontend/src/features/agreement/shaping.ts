/** From a question's agreement to what its charts and tables draw. */
import type { Estimate, QuestionAgreement } from "@/api/types";
import { asDecimal, type IntervalRow, intervalText } from "@/components/charts/intervals";
import type { MatrixCell } from "@/components/charts/matrix";
import type { TimePoint } from "@/components/charts/TimeBandChart";
import { count } from "@/lib/numbers";

export type Weighting = "plain" | "linear" | "quadratic";
export type RaterPair = QuestionAgreement["cohen"][number];

/** The raters of all pairs, by alias in reading order. */
export function ratersOf(pairs: readonly RaterPair[]): string[] {
  const aliases = new Set(pairs.flatMap((pair) => [pair.rater_a.alias, pair.rater_b.alias]));
  return [...aliases].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

/** The kappa of a pair by weighting; null where that weighting makes no sense for the question. */
export function kappaOf(pair: RaterPair, weighting: Weighting): Estimate | null {
  return pair[weighting];
}

/** Weightings that at least one pair has: only "plain" for nominal questions. */
export function weightingsOf(pairs: readonly RaterPair[]): Weighting[] {
  const all: Weighting[] = ["plain", "linear", "quadratic"];
  return all.filter((weighting) => weighting === "plain" || pairs.some((pair) => kappaOf(pair, weighting) !== null));
}

/** AC1 this much above the others is worth a word: they see chance very differently. */
const PARADOX = 0.2;

/** One sentence where AC1 is much higher than alpha and kappa (Feinstein and Cicchetti's paradox), else null. */
export function prevalenceNote(
  question: Pick<QuestionAgreement, "gwet_ac1" | "krippendorff_alpha" | "fleiss_kappa">,
): string | null {
  const ac1 = question.gwet_ac1?.value ?? null;
  const alpha = question.krippendorff_alpha.value;
  // At a level above the nominal alpha may be low for another reason: kappa counts disagreements as AC1 does.
  const kappa = question.fleiss_kappa.value;
  if (ac1 === null || alpha === null || kappa === null || ac1 - Math.max(alpha, kappa) < PARADOX) return null;
  return (
    "AC1 is much higher than alpha: the judgments crowd into few of the categories, which pulls alpha down although " +
    "raters mostly say the same. Look at the rare categories before trusting either."
  );
}

/** Both halves of the symmetric matrix. */
export function kappaCells(pairs: readonly RaterPair[], weighting: Weighting): MatrixCell[] {
  return pairs.flatMap((pair) => {
    const estimate = kappaOf(pair, weighting);
    const [a, b] = [pair.rater_a.alias, pair.rater_b.alias];
    const text = estimate === null || estimate.value === null ? "–" : asDecimal(estimate.value);
    const words = estimate === null ? "not measured" : intervalText(estimate, asDecimal);
    const why = estimate?.value === null && estimate.reason ? `: ${estimate.reason}` : "";
    const description = `${a} and ${b}: kappa ${words}${why}, ${count(pair.n_items)} shared`;
    const value = estimate?.value ?? null;
    return [
      { row: a, column: b, value, text, description },
      { row: b, column: a, value, text, description },
    ];
  });
}

/** The colour scale of kappas: from 0 (chance), or lower when some are worse, to 1. */
export function kappaRange(cells: readonly MatrixCell[]): [number, number] {
  const least = Math.min(0, ...cells.map((cell) => cell.value ?? 0));
  return [least, 1];
}

/** One row per slice value: "language = de". */
export function sliceRows(slices: QuestionAgreement["slices"]): IntervalRow[] {
  return slices.map((slice) => ({
    key: `${slice.name}=${slice.value}`,
    label: `${slice.name} = ${slice.value}`,
    detail: `${count(slice.n_items)} items`,
    value: slice.alpha.value,
    low: slice.alpha.low,
    high: slice.alpha.high,
    reason: slice.alpha.reason,
  }));
}

/** Alpha with each rater left out, less alpha with all: above zero means that the rest agrees better without them. */
export function influenceRows(
  raters: QuestionAgreement["raters"],
  alpha: Estimate,
): { alias: string; n: number; without: number | null; change: number | null }[] {
  return raters.map(({ rater, n_judgments, alpha_without }) => {
    const without = alpha_without?.value ?? null;
    const change = without === null || alpha.value === null ? null : without - alpha.value;
    return { alias: rater.alias, n: n_judgments, without, change };
  });
}

/** Windows as points in time; the last day is included, so a window ends with its day. */
export function timePoints(windows: QuestionAgreement["over_time"]): TimePoint[] {
  return windows.map((window) => ({
    from: new Date(window.from),
    to: new Date(window.to),
    value: window.alpha.value,
    low: window.alpha.low,
    high: window.alpha.high,
    reason: window.alpha.reason,
    detail: `${count(window.n_items)} items`,
  }));
}

const OUTCOMES: Record<string, string> = { a: "A wins", b: "B wins", tie: "Tie", both_bad: "Both bad" };

/** A category as people say it. */
export function categoryName(category: string): string {
  return OUTCOMES[category] ?? category;
}

/** Categories in the question's order with their share of all answers. */
export function categoryShares(question: Pick<QuestionAgreement, "categories" | "category_counts">) {
  const known = question.categories.filter((category) => category in question.category_counts);
  const others = Object.keys(question.category_counts).filter((category) => !question.categories.includes(category));
  const total = Object.values(question.category_counts).reduce((sum, n) => sum + n, 0);
  return [...known, ...others].map((category) => {
    const n = question.category_counts[category] ?? 0;
    return { category, name: categoryName(category), n, share: total > 0 ? n / total : 0 };
  });
}
