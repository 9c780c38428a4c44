/** Sorting of table rows by a plain value. */
import type { CsvValue } from "./csv";

export interface Sort {
  key: string;
  direction: "ascending" | "descending";
}

const byLetters = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** A sorted copy. Unknown values stay last whichever way it is sorted; equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => CsvValue,
  direction: Sort["direction"],
): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const a = value(one);
    const b = value(other);
    const missing = Number(isMissing(a)) - Number(isMissing(b));
    return missing !== 0 ? missing : sign * compare(a, b);
  });
}

/** The sort after a click on a header: up, then down, then the given order again. */
export function nextSort(current: Sort | null, key: string): Sort | null {
  if (current?.key !== key) return { key, direction: "ascending" };
  return current.direction === "ascending" ? { key, direction: "descending" } : null;
}

function isMissing(value: CsvValue): boolean {
  return value === null || value === undefined;
}

function compare(a: CsvValue, b: CsvValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return byLetters.compare(String(a ?? ""), String(b ?? ""));
}
