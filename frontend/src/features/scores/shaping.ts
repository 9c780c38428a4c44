/** From a scores report to what its charts and tables draw. */
import type { ScoresResult } from "@/api/types";
import type { IntervalRow } from "@/components/charts/intervals";
import { count } from "@/lib/numbers";

export type Scale = ScoresResult["questions"][number];
export type Rated = Scale["models"][number];

export const RAW = "as scored";
export const ADJUSTED = "with severity removed";

/** Dots with whiskers for each model, highest first: as scored, and with the raters' severity removed. */
export function meanRows(scale: Pick<Scale, "models">): IntervalRow[] {
  return scale.models.flatMap((one) =>
    (
      [
        [RAW, one.raw],
        [ADJUSTED, one.adjusted],
      ] as const
    ).map(([series, estimate]) => ({
      key: one.model,
      label: one.model,
      value: estimate.value,
      low: estimate.low,
      high: estimate.high,
      reason: estimate.reason,
      detail: `${count(one.n)} scores`,
      series,
    })),
  );
}

/** "1: 3, 2: 14, 3: 40", from low to high. */
export function countsText(counts: readonly number[], scale: readonly number[]): string {
  return scale.map((value, place) => `${String(value)}: ${count(counts[place] ?? 0)}`).join(", ");
}

/** Raters whose whole interval of severity is at least a quarter of a point from the average. */
export function stands(severity: { low: number | null; high: number | null }): "strict" | "mild" | null {
  if (severity.low === null || severity.high === null) return null;
  if (severity.high < -0.25) return "strict";
  return severity.low > 0.25 ? "mild" : null;
}
