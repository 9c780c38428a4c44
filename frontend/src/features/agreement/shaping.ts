/** From a question's agreement to what its charts and tables draw. */
import type {
  ConfusionPart,
  Estimate,
  OverTimePart,
  PairsPart,
  QuestionOverview,
  RatersPart,
  ShortEstimate,
  SlicesPart,
} from "@/api/types";
import { asDecimal, asPercent, type IntervalRow, intervalText } from "@/components/charts/intervals";
import type { MatrixCell } from "@/components/charts/matrix";
import type { TimePoint } from "@/components/charts/TimeBandChart";
import { count } from "@/lib/numbers";

export type Measure = "plain" | "linear" | "quadratic" | "percent_agreement";
type Short = ShortEstimate | null;

/** A pair of raters with their names. */
export type NamedPair = { a: string; b: string; n: number } & Record<Measure, Short>;

/** The pairs with aliases in place of ids. */
export function named(part: PairsPart): NamedPair[] {
  const aliases = new Map(part.raters.map((rater) => [rater.id, rater.alias]));
  const alias = (id: number) => aliases.get(id) ?? String(id);
  return part.pairs.map(({ a, b, n_items, plain, linear, quadratic, percent_agreement }) => {
    return { a: alias(a), b: alias(b), n: n_items, plain, linear, quadratic, percent_agreement };
  });
}

/** What can be shown of the pairs: weighted kappas only where the question orders its categories. */
export function measuresOf(pairs: readonly NamedPair[]): Measure[] {
  const all: Measure[] = ["plain", "linear", "quadratic", "percent_agreement"];
  return all.filter((measure) => pairs.some((pair) => pair[measure] !== null));
}

/** The raters in reading order; when there are more than `most`, those who agree least with their partners first. */
export function raterOrder(pairs: readonly NamedPair[], measure: Measure, most: number): string[] {
  const values = new Map<string, number[]>();
  for (const pair of pairs) {
    for (const rater of [pair.a, pair.b]) {
      const known = values.get(rater) ?? [];
      const value = pair[measure]?.value;
      if (value !== null && value !== undefined) known.push(value);
      values.set(rater, known);
    }
  }
  const raters = [...values.keys()].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  if (raters.length <= most) return raters;
  const mean = (rater: string) => {
    const known = values.get(rater) ?? [];
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : Infinity;
  };
  return raters.sort((a, b) => mean(a) - mean(b) || 0);
}

/** AC1 this much above the others is worth a word: they see chance very differently. */
const PARADOX = 0.2;

/** One sentence where AC1 is much higher than alpha and kappa (Feinstein and Cicchetti's paradox), else null. */
export function prevalenceNote(
  question: Pick<QuestionOverview, "gwet_ac1" | "krippendorff_alpha" | "fleiss_kappa">,
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
export function pairCells(pairs: readonly NamedPair[], measure: Measure): MatrixCell[] {
  const format = measure === "percent_agreement" ? asPercent : asDecimal;
  const what = measure === "percent_agreement" ? "agreement" : "kappa";
  return pairs.flatMap((pair) => {
    const estimate = pair[measure];
    const value = estimate?.value ?? null;
    const text = value === null ? "–" : format(value);
    const words = estimate === null ? "not measured" : intervalText(estimate, format);
    const why = value === null && estimate?.reason ? `: ${estimate.reason}` : "";
    const description = `${pair.a} and ${pair.b}: ${what} ${words}${why}, ${count(pair.n)} shared`;
    return [
      { row: pair.a, column: pair.b, value, text, description },
      { row: pair.b, column: pair.a, value, text, description },
    ];
  });
}

/** The colour scale of kappas: from 0 (chance), or lower when some are worse, to 1. */
export function kappaRange(cells: readonly MatrixCell[]): [number, number] {
  const least = Math.min(0, ...cells.map((cell) => cell.value ?? 0));
  return [least, 1];
}

/** A slice as it is drawn: a small one by its pooled alpha, others by their own. */
export interface SliceRow extends IntervalRow {
  own: Estimate;
  pooled: Estimate | null;
  small: boolean;
  items: number;
}

/** One row per slice value: "language = de". Small slices are hollow and drawn pooled, where that could be computed. */
export function sliceRows(slices: SlicesPart["slices"]): SliceRow[] {
  return slices.map((slice) => {
    const small = slice.small ?? false;
    const pooled = slice.pooled ?? null;
    const usesPooled = small && pooled?.value !== null && pooled !== null;
    const drawn = usesPooled ? pooled : slice.alpha;
    const own = usesPooled ? `; its own alpha is ${intervalText(slice.alpha, asDecimal)}` : "";
    const of = small ? " (small)" : "";
    return {
      key: `${slice.name}=${slice.value}`,
      label: `${slice.name} = ${slice.value}${of}`,
      detail: `${count(slice.n_items)} items${usesPooled ? ", pooled" : ""}${own}`,
      value: drawn.value,
      low: drawn.low,
      high: drawn.high,
      reason: drawn.reason,
      hollow: small,
      own: slice.alpha,
      pooled,
      small,
      items: slice.n_items,
    };
  });
}

export interface RaterRow {
  id: number;
  alias: string;
  n: number;
  /** The share of the others of their items who say the same; null where it was not computed. */
  others: Estimate | null;
  without: number | null;
  /** Alpha without the rater, less alpha with all: above zero means that the rest agrees better without them. */
  change: number | null;
}

/** Every rater with what leaving them out does to `alpha`. */
export function raterRows(raters: RatersPart["raters"], alpha: Estimate): RaterRow[] {
  return raters.map(({ rater, n_judgments, alpha_without, with_others }) => {
    const without = alpha_without?.value ?? null;
    const change = without === null || alpha.value === null ? null : without - alpha.value;
    return { id: rater.id, alias: rater.alias, n: n_judgments, others: with_others, without, change };
  });
}

/** One cell of a confusion table. */
export interface ConfusionRow {
  said: string;
  other: string;
  estimate: Estimate;
}

const right = { align: "right" as const };
export const CONFUSION_COLUMNS = [
  { key: "said", header: "One says", value: (row: ConfusionRow) => row.said },
  { key: "other", header: "Others say", value: (row: ConfusionRow) => row.other },
  { key: "share", header: "Share", value: (row: ConfusionRow) => row.estimate.value, ...right },
  { key: "low", header: "Low", value: (row: ConfusionRow) => row.estimate.low, ...right },
  { key: "high", header: "High", value: (row: ConfusionRow) => row.estimate.high, ...right },
  { key: "items", header: "Items", value: (row: ConfusionRow) => row.estimate.n_items, ...right },
];

/** The table row by row. */
export function confusionRows(part: ConfusionPart): ConfusionRow[] {
  const names = part.categories.map(categoryName);
  return part.rows.flatMap((row, k) =>
    row.map((estimate, l) => ({ said: names[k] ?? "", other: names[l] ?? "", estimate })),
  );
}

/** The table as a matrix, each cell in words. */
export function confusionCells(part: ConfusionPart): { names: string[]; cells: MatrixCell[] } {
  const who = part.rater ? part.rater.alias : "one rater";
  const cells = confusionRows(part).map(({ said, other, estimate }) => {
    const why = estimate.value === null && estimate.reason ? `: ${estimate.reason}` : "";
    return {
      row: said,
      column: other,
      value: estimate.value,
      text: estimate.value === null ? "–" : asPercent(estimate.value),
      description: `Where ${who} says ${said}, others say ${other}: ${intervalText(estimate, asPercent)}${why}, ${count(estimate.n_items)} items`,
    };
  });
  return { names: part.categories.map(categoryName), cells };
}

/** The confusion most worth reading about, in a sentence; null where none is known. */
export function worstConfusion(part: ConfusionPart): string | null {
  const known = confusionRows(part).filter((row) => row.said !== row.other && row.estimate.value !== null);
  const [worst] = known.sort((a, b) => (b.estimate.value ?? 0) - (a.estimate.value ?? 0));
  if (!worst || worst.estimate.value === 0) return null;
  return `Most of all, ${worst.said} meets ${worst.other}: ${intervalText(worst.estimate, asPercent)}.`;
}

/** Windows as points in time; the last day is included, so a window ends with its day. */
export function timePoints(windows: OverTimePart["windows"]): TimePoint[] {
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
export function categoryShares(question: Pick<QuestionOverview, "categories" | "category_counts">) {
  const known = question.categories.filter((category) => category in question.category_counts);
  const others = Object.keys(question.category_counts).filter((category) => !question.categories.includes(category));
  const total = Object.values(question.category_counts).reduce((sum, n) => sum + n, 0);
  return [...known, ...others].map((category) => {
    const n = question.category_counts[category] ?? 0;
    return { category, name: categoryName(category), n, share: total > 0 ? n / total : 0 };
  });
}
