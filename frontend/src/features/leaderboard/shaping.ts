/** From a ranking to what its charts and tables draw. */
import type { ModelStrength, RankingResult } from "@/api/types";
import type { IntervalRow } from "@/components/charts/intervals";
import type { MatrixCell } from "@/components/charts/matrix";
import { count, percent } from "@/lib/numbers";

export const RAW = "as judged";
export const CONTROLLED = "with length held equal";

export interface Ranked {
  strengths: ModelStrength[];
  length_controlled: { strengths: ModelStrength[] } | null;
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
  return [...raw, ...controlled];
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

/** Rank by model in the length-controlled ranking, to show what moves. */
export function controlledRanks(result: Pick<Ranked, "length_controlled">): Map<string, ModelStrength> {
  return new Map((result.length_controlled?.strengths ?? []).map((one) => [one.model, one]));
}
