/** What is said of a file before it is imported. */
import type { ImportPreview } from "@/api/types";
import { count } from "@/lib/numbers";

/** Files up to this size are looked at as soon as they are chosen; larger ones when somebody asks. */
export const AT_ONCE = 32 * 1024 * 1024;

/** "All 250 rows are good." or what will be refused, and how many rows that was learnt from. */
export function verdict(
  preview: Pick<ImportPreview, "rows_checked" | "rows_good" | "rows_failed" | "complete">,
): string {
  const { rows_checked: checked, rows_good: good, rows_failed: failed, complete } = preview;
  if (checked === 0) return "The file holds no rows of this kind.";
  const which = complete ? `all ${count(checked)}` : `the first ${count(checked)}`;
  if (failed === 0)
    return complete ? `All ${count(checked)} rows are good.` : `The first ${count(checked)} rows are good.`;
  if (good === 0) return `None of ${which} rows can be imported.`;
  const refused = failed === 1 ? "One row" : `${count(failed)} rows`;
  return `${refused} of ${which} will be refused; the ${count(good)} good ones are imported.`;
}

/** One cell of the first rows: text as it is, the rest as JSON, cut where it grows long. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/** The columns of the first rows, in the order in which they come. */
export function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
