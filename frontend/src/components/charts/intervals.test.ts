import { expect, test } from "vitest";

import {
  asDecimal,
  asPercent,
  intervalDomain,
  intervalSentence,
  intervalText,
  labelWidth,
  shorten,
  worstFirst,
} from "./intervals";

const estimate = (value: number | null, low: number | null = null, high: number | null = null) => ({
  value,
  low,
  high,
});

test("the scale covers whiskers and the reference, and stays within the statistic's range", () => {
  const [low, high] = intervalDomain([estimate(0.8, 0.7, 0.98)], { include: [0.5], bounds: [0, 1] });
  expect(low).toBeCloseTo(0.4712);
  expect(high).toBe(1);
});

test("nothing known gives the statistic's own range, not an empty scale", () => {
  expect(intervalDomain([estimate(null)], { bounds: [-1, 1] })).toEqual([-1, 1]);
  expect(intervalDomain([])).toEqual([0, 1]);
});

test("a single point still gets room around it", () => {
  const [low, high] = intervalDomain([estimate(0.5)]);
  expect(high - low).toBeGreaterThan(0);
});

test("worst first leaves unknown values last, in their order", () => {
  const rows = [
    { key: "x", ...estimate(null) },
    { key: "a", ...estimate(0.9) },
    { key: "y", ...estimate(null) },
    { key: "b", ...estimate(0.2) },
  ];
  expect(worstFirst(rows).map((row) => row.key)).toEqual(["b", "a", "x", "y"]);
});

test("estimates in words: never a zero for the unknown, a real minus, no minus zero", () => {
  expect(intervalText(estimate(0.8642, 0.8421, 0.8867), asDecimal)).toBe("0.86 [0.84, 0.89]");
  expect(intervalText(estimate(null), asDecimal)).toBe("unknown");
  expect(intervalText(estimate(-0.25), asDecimal)).toBe("−0.25");
  expect(asDecimal(-0.001)).toBe("0.00");
  expect(asPercent(0.0312)).toBe("3.1\u00a0%");
  expect(asPercent(0.675)).toBe("68\u00a0%");
});

test("the sentence says why a value is missing", () => {
  const row = { key: "r", label: "Rater 1", reason: "no shared items", detail: "0 items", ...estimate(null) };
  expect(intervalSentence(row, asDecimal)).toBe("Rater 1: unknown: no shared items (0 items)");
});

test("labels are cut with an ellipsis and their column has a limit", () => {
  expect(shorten("language = de", 8)).toBe("languag…");
  expect(shorten("short", 8)).toBe("short");
  expect(labelWidth(["x".repeat(100)], 200)).toBe(200);
  expect(labelWidth(["abc"], 200)).toBe(38);
});
