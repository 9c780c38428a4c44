/** Numbers as the pages write them. */
import { locale } from "./i18n";

/** "12,345". */
export function count(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** "86.4 %" for 0.864. */
export function percent(value: number, digits = 1): string {
  return `${(value * 100).toFixed(digits)} %`;
}

/** ".864" style is hard to read aloud; "0.864" with a real minus sign. */
export function fixed(value: number, digits = 3): string {
  return value.toFixed(digits).replace("-", "−");
}

/** "3.4 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${String(value)} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let size = value / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit] ?? "TB"}`;
}
