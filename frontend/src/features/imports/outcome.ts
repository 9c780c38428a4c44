/** What came of an import, in words. */
import type { ImportRun } from "@/api/types";
import { count } from "@/lib/numbers";

type Counts = Pick<ImportRun, "kind" | "rows_created" | "rows_unchanged" | "rows_failed">;

const NOUNS = {
  items: ["item", "items"],
  votes: ["vote", "votes"],
  scores: ["scored item", "scored items"],
} as const;

/** "1,204 items new, 3 unchanged, 2 rows refused". */
export function outcomeText(run: Counts): string {
  const [one, many] = NOUNS[run.kind];
  const parts = [`${count(run.rows_created)} ${run.rows_created === 1 ? one : many} new`];
  if (run.rows_unchanged > 0) parts.push(`${count(run.rows_unchanged)} unchanged`);
  if (run.rows_failed > 0) parts.push(`${count(run.rows_failed)} ${run.rows_failed === 1 ? "row" : "rows"} refused`);
  return parts.join(", ");
}

/** Rows per second so far; null while there is nothing to divide by. */
export function pace(run: Pick<ImportRun, "started_at" | "finished_at"> & Counts, now: Date): number | null {
  if (!run.started_at) return null;
  const end = run.finished_at ? new Date(run.finished_at) : now;
  const seconds = (end.getTime() - new Date(run.started_at).getTime()) / 1000;
  const rows = run.rows_created + run.rows_unchanged + run.rows_failed;
  return seconds > 0.2 && rows > 0 ? rows / seconds : null;
}

/** The kind that a file's name suggests. */
export function kindOf(fileName: string): ImportRun["kind"] {
  if (/score|reward/i.test(fileName)) return "scores";
  return /vote|judg|annotation|rating|label/i.test(fileName) ? "votes" : "items";
}
