/** From a ranking to what its charts and tables draw. */
import type { ModelStrength, RankingResult } from "@/api/types";
import type { IntervalRow } from "@/components/charts/intervals";
import type { MatrixCell } from "@/components/charts/matrix";
import { count, percent } from "@/lib/numbers";

export const RAW = "as judged";
export const CONTROLLED = "with length held equal";

export const STYLED = "with length and style held equal";

export const WEIGHED = "with raters weighed";

export interface Ranked {
  strengths: ModelStrength[];
  length_controlled: { strengths: ModelStrength[] } | null;
  style_controlled: { strengths: ModelStrength[] } | null;
  raters_weighed: { strengths: ModelStrength[] } | null;
}

/** Dots with whiskers for each model, strongest first; with a second series when lengths were controlled. */
export function strengthRows(result: Ranked): IntervalRow[] {
  const row = (one: ModelStrength, series: string): IntervalRow => ({
    key: one.model,
    label: one.model,
    value: one.strength,
    low: one.low,
    high: one.high,
    detail: `${count(one.n_comparisons)} comparisons`,
    series,
  });
  const raw = result.strengths.map((one) => row(one, RAW));
  const controlled = (result.length_controlled?.strengths ?? []).map((one) => row(one, CONTROLLED));
  const styled = (result.style_controlled?.strengths ?? []).map((one) => row(one, STYLED));
  const weighed = (result.raters_weighed?.strengths ?? []).map((one) => row(one, WEIGHED));
  return [...raw, ...controlled, ...styled, ...weighed];
}

/** "2", or "1 to 3" when the data can't tell. */
export function rankText(model: Pick<ModelStrength, "rank" | "rank_low" | "rank_high">): string {
  const { rank, rank_low, rank_high } = model;
  if (rank_low === rank_high) return String(rank);
  return `${String(rank)} (${String(rank_low)} to ${String(rank_high)})`;
}

/** Wins of the row's model over the column's, as a share of their comparisons; a tie counts half. */
export function winCells(matrix: RankingResult["matrix"]): MatrixCell[] {
  return matrix.flatMap((pair) => {
    const decided = pair.wins_a + pair.wins_b + pair.ties;
    const cell = (row: string, column: string, wins: number, losses: number): MatrixCell => {
      const value = decided > 0 ? (wins + pair.ties / 2) / decided : null;
      const bad = pair.both_bad > 0 ? `, ${count(pair.both_bad)} both bad` : "";
      const counts = `${count(wins)} wins, ${count(losses)} losses, ${count(pair.ties)} ties${bad}`;
      const share = value === null ? "no decided comparison" : `${percent(value, 0)} won`;
      return {
        row,
        column,
        value,
        text: value === null ? "–" : String(Math.round(value * 100)),
        description: `${row} against ${column}: ${share}; ${counts}`,
      };
    };
    return [
      cell(pair.model_a, pair.model_b, pair.wins_a, pair.wins_b),
      cell(pair.model_b, pair.model_a, pair.wins_b, pair.wins_a),
    ];
  });
}

/** Models in the order of the leaderboard, then those that can't be ranked. */
export function modelOrder(result: Pick<RankingResult, "strengths" | "unrankable">): string[] {
  return [...new Set([...result.strengths.map((one) => one.model), ...result.unrankable.map((one) => one.model)])];
}

/** Models of a controlled ranking by name, to show what moves. */
export function byModel(ranking: { strengths: ModelStrength[] } | null): Map<string, ModelStrength> {
  return new Map((ranking?.strengths ?? []).map((one) => [one.model, one]));
}

/** Where a model stands in a controlled ranking, and how many places it rose (above zero) or fell by that. */
export function moved(raw: ModelStrength, controlled: ModelStrength | undefined): number | null {
  return controlled ? raw.rank - controlled.rank : null;
}

const FEATURES: Record<string, string> = {
  length: "Length",
  headers: "Headers",
  lists: "List items",
  bolds: "Bold passages",
};

/** The effects of length and Markdown, each with the others held equal. */
export function styleRows(result: Pick<RankingResult, "style_controlled">): IntervalRow[] {
  return (result.style_controlled?.effects ?? []).map(({ name, effect }) => ({
    key: name,
    label: FEATURES[name] ?? name,
    value: effect.value,
    low: effect.low,
    high: effect.high,
    reason: effect.reason,
  }));
}

export type Weighed = NonNullable<RankingResult["raters_weighed"]>;

/** What the weights of raters say, in a sentence. */
export function weightsFinding({ raters, spread }: Weighed): string {
  const against = raters.filter(({ weight }) => weight.high !== null && weight.high < 0).length;
  const chance = raters.filter(
    ({ weight: { low, high } }) => low !== null && high !== null && low <= 0 && high >= 0 && high < 1,
  );
  const told = [
    against > 0
      ? `${count(against)} ${against === 1 ? "rater votes" : "raters vote"} against the others: a key taken the wrong way round?`
      : "",
    chance.length > 0
      ? `${count(chance.length)} ${chance.length === 1 ? "rater" : "raters"} can’t be told from chance.`
      : "",
  ].filter(Boolean);
  const spreads = `Weights spread by some ${spread.toFixed(2)}.`;
  return [told.length > 0 ? told.join(" ") : "Every rater tells something of the models.", spreads].join(" ");
}

/** What a scorecard says, in a sentence. */
export function scorecardFinding(card: RankingResult["scorecards"][number]): string {
  const weak = card.cells.filter((cell) => cell.weak);
  const spread = `Deviations spread by some ${card.spread.toFixed(2)} on the log odds.`;
  const [worst] = weak;
  if (!worst) return `No model is surely weaker in one ${card.slice} than its place says. ${spread}`;
  const others = weak.length > 1 ? `, and ${String(weak.length - 1)} more` : "";
  return `${worst.model} is weaker in ${worst.value} than its place says${others}. ${spread}`;
}
