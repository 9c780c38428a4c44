/** What an export shall be: the form's state and the request that it makes. */
import type { components } from "@/api/schema";
import type { ExportFormat, ExportPreview } from "@/api/types";
import { count } from "@/lib/numbers";

export type FormatOption = ExportFormat["options"][number];
export type OptionValue = string | number;
export type ExportWish = components["schemas"]["ExportRequestRequest"];

export interface WishForm {
  format: string;
  question: string;
  options: Record<string, OptionValue>;
  /** "name=value" per line or comma. */
  slices: string;
  from: string;
  to: string;
  /** Versions of the guideline; none means all. */
  guidelines: string[];
  includeGold: boolean;
  includeModels: boolean;
}

/** The options of a format as they are when nobody says anything. */
export function defaultsOf(format: ExportFormat): Record<string, OptionValue> {
  return Object.fromEntries(
    format.options.map((option) => [
      option.key,
      option.kind === "number" ? Number(option.default ?? 0) : String(option.default ?? ""),
    ]),
  );
}

export class UnreadableSlices extends Error {}

/** {"language": ["de", "en"]} of "language=de, language=en". Throws `UnreadableSlices` naming the part. */
export function readSlices(text: string): Record<string, string[]> {
  const slices: Record<string, string[]> = {};
  for (const part of text.split(/[,\n]/).map((piece) => piece.trim())) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (at < 1 || value === "") throw new UnreadableSlices(`“${part}” isn’t of the form name=value.`);
    (slices[name] ??= []).push(value);
  }
  return slices;
}

/** The request. Options are sent only if the format has them; empty filters are left out. */
export function wishOf(form: WishForm, format: ExportFormat): ExportWish {
  const slices = readSlices(form.slices);
  const filters = {
    ...(Object.keys(slices).length > 0 ? { slices } : {}),
    ...(form.from ? { from: `${form.from}T00:00:00Z` } : {}),
    ...(form.to ? { to: dayAfter(form.to) } : {}),
    ...(form.guidelines.length > 0 ? { guidelines: form.guidelines.map(Number) } : {}),
    ...(form.includeGold ? { include_gold: true } : {}),
    ...(form.includeModels ? { include_models: true } : {}),
  };
  const known = new Set(format.options.map((option) => option.key));
  const options = Object.entries(form.options).filter(([key]) => known.has(key));
  return {
    // The formats, their options and the values of these all come from the server, which checks them again.
    format: format.key as ExportWish["format"],
    ...(form.question ? { question: form.question } : {}),
    ...Object.fromEntries(options),
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
  };
}

/** The day that a person names is included; the server's range ends before its end. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString();
}

const COUNTS: Record<string, string> = {
  votes: "votes read",
  pairs: "pairs",
  rows: "rows written",
  ties_dropped: "ties left out",
  both_bad_dropped: "both-bad left out",
  no_majority_dropped: "without a majority",
  below_agreement_dropped: "below the least agreement",
  duplicates_dropped: "duplicates left out",
  multi_turn_dropped: "conversations left out",
  system_message_dropped: "with a system message, left out",
  speaker_mark_dropped: "ambiguous transcripts left out",
  votes_not_on_pairs: "votes on items that aren’t pairs",
  ties_kept: "ties kept",
  both_bad_kept: "both-bad kept",
  identical_texts: "rows with two equal texts",
};

/** The manifest's counts in words; what is zero is left out. */
export function countTexts(counts: Record<string, unknown>): { text: string; n: number }[] {
  return Object.entries(COUNTS).flatMap(([key, text]) => {
    const n = counts[key];
    return typeof n === "number" && n > 0 ? [{ text, n }] : [];
  });
}

/** What is left out, by reason, most first. The reasons are the manifest's counts without their ending. */
export function droppedTexts(dropped: Record<string, number>): { text: string; n: number }[] {
  return Object.entries(dropped)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => ({
      text: COUNTS[reason] ?? COUNTS[`${reason}_dropped`] ?? reason.replaceAll("_", " "),
      n,
    }));
}

/** "4 rows of 12 votes on 6 pairs." and of how many items that was learnt. */
export function previewSentence(
  preview: Pick<ExportPreview, "rows_written" | "votes" | "pairs" | "items" | "items_total">,
): string {
  const { rows_written: rows, votes, pairs, items, items_total: all } = preview;
  if (all === 0) return "No item fits these filters.";
  const from = `${count(votes)} votes${pairs > 0 ? ` on ${count(pairs)} pairs` : ""}`;
  const made = rows === 1 ? "one row" : `${count(rows)} rows`;
  const where = items < all ? `the first ${count(items)} of ${count(all)} items` : `all ${count(all)} items`;
  return `From ${where}: ${from} make ${made}.`;
}
