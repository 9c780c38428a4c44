/** Shaping of estimates for charts: what is drawn, on which scale, in which order. */

/** The part of an Estimate (or Proportion) that a chart draws. */
export interface Interval {
  value: number | null;
  low: number | null;
  high: number | null;
  reason?: string | null;
}

export interface IntervalRow extends Interval {
  key: string;
  label: string;
  /** What stands behind it, such as "312 items". */
  detail?: string;
  /** Drawn in the warning colour, with a ring, so that colour alone doesn't carry it. */
  flagged?: boolean;
  /** Drawn hollow: little stands behind it. */
  hollow?: boolean;
  /** Names the series when two are drawn on each line. */
  series?: string;
}

export interface DomainOptions {
  /** Values that must be visible, such as 0.5 for "no preference". */
  include?: readonly number[];
  /** The range that the statistic can't leave. */
  bounds?: readonly [number, number];
}

const PADDING = 0.06;
const SMALLEST_SPAN = 0.02;

/**
 * The range of a chart: all values and bounds of the rows, and `include`, with a little air, within `bounds`.
 * Returns [0, 1] when nothing is known.
 */
export function intervalDomain(rows: readonly Interval[], options: DomainOptions = {}): [number, number] {
  const drawn = rows.flatMap((row) => [row.value, row.low, row.high]).filter((point) => point !== null);
  // Where nothing is known, the axis is the whole scale: around the reference alone all its labels would be the same.
  if (drawn.length === 0) return options.bounds ? [options.bounds[0], options.bounds[1]] : [0, 1];
  const points = [...drawn, ...(options.include ?? [])];
  const low = Math.min(...points);
  const high = Math.max(...points);
  const air = Math.max(high - low, SMALLEST_SPAN) * PADDING;
  const [least, most] = options.bounds ?? [-Infinity, Infinity];
  return [Math.max(least, low - air), Math.min(most, high + air)];
}

/** Lowest value first; unknown ones last, in their given order. */
export function worstFirst<Row extends Interval>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity) || 0);
}

/** Rows that have a value to draw. */
export function known<Row extends Interval>(rows: readonly Row[]): (Row & { value: number })[] {
  return rows.filter((row): row is Row & { value: number } => row.value !== null);
}

/** Shortens `text` in the middle of nowhere: at the end, with an ellipsis, to `length` characters. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1)).trimEnd()}…`;
}

/** Pixels that a label column needs, for letters of about 6.6 pixels. */
export function labelWidth(labels: readonly string[], most: number): number {
  const longest = labels.reduce((length, label) => Math.max(length, label.length), 0);
  return Math.min(most, Math.ceil(longest * 6.6) + 18);
}

export type NumberFormat = (value: number) => string;

export const asDecimal: NumberFormat = (value) => {
  const text = value.toFixed(2);
  return (text === "-0.00" ? "0.00" : text).replace("-", "−");
};

export const asPercent: NumberFormat = (value) => `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)}\u00a0%`;

/** "0.86 [0.84, 0.89]", "0.86" without an interval, "unknown" without a value. */
export function intervalText(row: Interval, format: NumberFormat): string {
  if (row.value === null) return "unknown";
  if (row.low === null || row.high === null) return format(row.value);
  return `${format(row.value)} [${format(row.low)}, ${format(row.high)}]`;
}

/** The whole row in words, for tooltips and text alternatives. */
export function intervalSentence(row: IntervalRow, format: NumberFormat): string {
  const what = row.series ? `${row.label}, ${row.series}` : row.label;
  const why = row.value === null && row.reason ? `: ${row.reason}` : "";
  return `${what}: ${intervalText(row, format)}${why}${row.detail ? ` (${row.detail})` : ""}`;
}
