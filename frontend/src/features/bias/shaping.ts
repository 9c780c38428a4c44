/** From a bias report to what its charts and tables draw. */
import type { BiasResult, BiasVerdict, Estimate } from "@/api/types";
import type { IntervalRow } from "@/components/charts/intervals";
import { count, fixed } from "@/lib/numbers";

export const VERDICTS: Record<BiasVerdict, { label: string; color: string }> = {
  none: { label: "No bias found", color: "petrol" },
  present: { label: "Bias found", color: "red" },
  unknown: { label: "Can’t tell yet", color: "gray" },
};

/** The odds ratio that a log-odds estimate stands for, with its interval. */
export function asOdds(estimate: Estimate): Estimate {
  const exp = (value: number | null) => (value === null ? null : Math.exp(value));
  return { ...estimate, value: exp(estimate.value), low: exp(estimate.low), high: exp(estimate.high), se: null };
}

/** How often the longer response won, by how much longer it was, in the report's order. */
export function bandRows(bands: BiasResult["length_bands"]): IntervalRow[] {
  return bands.map((one) => ({
    key: one.band,
    label: `${one.band} characters`,
    value: one.longer_wins.value,
    low: one.longer_wins.low,
    high: one.longer_wins.high,
    reason: one.longer_wins.reason,
    detail: `${count(one.n)} comparisons`,
  }));
}

/** The log odds of the longer response within each band, the models held equal; none in older reports. */
export function stratumRows(bands: BiasResult["length_bands"]): IntervalRow[] {
  return bands.flatMap(({ band, controlled }) =>
    controlled
      ? [
          {
            key: band,
            label: `${band} characters`,
            value: controlled.value,
            low: controlled.low,
            high: controlled.high,
            reason: controlled.reason,
            detail: `${count(controlled.n_judgments)} decided comparisons`,
          },
        ]
      : [],
  );
}

/** How often the longer response won in each value of a slice, the farthest from one half first. */
export function sliceRows(slices: BiasResult["slices"]): IntervalRow[] {
  return slices.map((one) => ({
    key: `${one.slice}=${one.value}`,
    label: `${one.slice} = ${one.value}`,
    value: one.longer_wins.value,
    low: one.longer_wins.low,
    high: one.longer_wins.high,
    detail: `${count(one.longer_wins.n_judgments)} comparisons`,
    flagged: one.flag,
  }));
}

export const LONGER = "longer response wins";
export const FIRST = "first shown wins";

/** How often length and side won in each hour of the raters' shifts. */
export function hourRows(hours: BiasResult["hours"]): IntervalRow[] {
  const last = hours.at(-1)?.hour;
  return hours.flatMap((one) =>
    bothRows(one, {
      key: String(one.hour),
      label: one.hour === 8 && one.hour === last ? "Hour 8 and later" : `Hour ${String(one.hour)}`,
      detail: `${count(one.n)} votes`,
    }),
  );
}

/** How often length and side won with each group of raters. */
export function groupRows(groups: BiasResult["groups"]): IntervalRow[] {
  return groups.flatMap((one) =>
    bothRows(one, {
      key: one.group,
      label: one.group,
      detail: `${count(one.n)} votes of ${count(one.n_raters)} ${one.n_raters === 1 ? "rater" : "raters"}`,
    }),
  );
}

/** One row for length and one for side. */
function bothRows(
  shares: { longer_wins: Estimate; first_wins: Estimate },
  row: { key: string; label: string; detail: string },
): IntervalRow[] {
  const pairs = [
    [LONGER, shares.longer_wins],
    [FIRST, shares.first_wins],
  ] as const;
  return pairs.map(([series, { value, low, high, reason }]) => ({ ...row, value, low, high, reason, series }));
}

const FEATURES = { headers: "Headers", lists: "List items", bolds: "Bold passages" } as const;

/** What a feature of Markdown is called. */
export function featureName(name: keyof typeof FEATURES): string {
  return FEATURES[name];
}

/** Raters with a flag first, then those with most comparisons. */
export function flaggedFirst(raters: BiasResult["raters"]): BiasResult["raters"] {
  const flags = (row: BiasResult["raters"][number]) => Number(row.length_flag) + Number(row.side_flag);
  return [...raters].sort((a, b) => flags(b) - flags(a) || b.n - a.n);
}

/** How far raters differ from one another, in words; nothing where nobody knows. */
export function spreadWords(spread: BiasResult["rater_spread"]): string {
  const told = (["length", "side"] as const).flatMap((name) => {
    const value = spread?.[name].value;
    return typeof value === "number" ? [`by a factor of ${fixed(Math.exp(value), 2)} in ${name}`] : [];
  });
  return told.length > 0 ? ` Two raters in three lie within the mean odds times or divided ${told.join(" and ")}.` : "";
}
