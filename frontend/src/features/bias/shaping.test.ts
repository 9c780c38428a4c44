import { expect, test } from "vitest";

import type { BiasResult, Estimate } from "@/api/types";

import {
  asOdds,
  bandRows,
  featureName,
  flaggedFirst,
  groupRows,
  hourRows,
  sliceRows,
  spreadWords,
  stratumRows,
} from "./shaping";

const estimate = (value: number | null, low: number | null, high: number | null): Estimate => ({
  value,
  low,
  high,
  se: 0.1,
  level: 0.95,
  n_items: 1,
  n_judgments: 1,
  method: "m",
  reason: value === null ? "too few" : null,
});

test("log odds become odds, bounds and all; the unknown stays unknown", () => {
  const odds = asOdds(estimate(0, -Math.log(2), Math.log(2)));
  expect([odds.value, odds.low, odds.high]).toEqual([1, expect.closeTo(0.5), expect.closeTo(2)]);
  expect(asOdds(estimate(null, null, null)).value).toBeNull();
});

test("flagged raters come first, then the busiest", () => {
  const rater = (id: number, n: number, length_flag: boolean, side_flag: boolean): BiasResult["raters"][number] => ({
    rater: { id, alias: String(id) },
    n,
    longer_wins: estimate(0.5, 0.4, 0.6),
    first_wins: estimate(0.5, 0.4, 0.6),
    tie_rate: estimate(0.1, 0, 0.2),
    longer_wins_shrunk: 0.5,
    first_wins_shrunk: null,
    length_flag,
    side_flag,
  });
  const order = flaggedFirst([
    rater(1, 50, false, false),
    rater(2, 90, false, false),
    rater(3, 5, true, false),
    rater(4, 2, true, true),
  ]);
  expect(order.map((row) => row.rater.id)).toEqual([4, 3, 2, 1]);
});

test("bands keep their order, because they are a scale", () => {
  const rows = bandRows([
    { band: "1–49", n: 5, longer_wins: estimate(0.5, 0.4, 0.6) },
    { band: "500 or more", n: 1200, longer_wins: estimate(null, null, null) },
  ]);
  expect(rows.map((row) => row.label)).toEqual(["1–49 characters", "500 or more characters"]);
  expect(rows[1]?.reason).toBe("too few");
});

test("hours have a row for length and one for side, and the last stands for all later ones", () => {
  const share = { value: 0.6, low: 0.5, high: 0.7, reason: null } as never;
  const rows = hourRows([
    { hour: 1, n: 20, longer_wins: share, first_wins: share },
    { hour: 8, n: 5, longer_wins: share, first_wins: share },
  ]);
  expect(rows.map((row) => `${row.label}: ${row.series ?? ""}`)).toEqual([
    "Hour 1: longer response wins",
    "Hour 1: first shown wins",
    "Hour 8 and later: longer response wins",
    "Hour 8 and later: first shown wins",
  ]);
});

test("slices keep their flag", () => {
  const share = { value: 0.8, low: 0.7, high: 0.9, n_judgments: 1200 } as never;
  expect(sliceRows([{ slice: "language", value: "de", longer_wins: share, flag: true }])).toEqual([
    {
      key: "language=de",
      label: "language = de",
      value: 0.8,
      low: 0.7,
      high: 0.9,
      detail: "1,200 comparisons",
      flagged: true,
    },
  ]);
  expect(featureName("bolds")).toBe("Bold passages");
});

test("strata show the controlled effect, and older reports have none", () => {
  const longer_wins = estimate(0.5, 0.4, 0.6);
  const bands = [
    { band: "1–49", n: 5, longer_wins, controlled: estimate(null, null, null) },
    { band: "50–199", n: 90, longer_wins, controlled: estimate(0.7, 0.4, 1) },
  ];
  expect(stratumRows(bands).map((row) => [row.label, row.value, row.reason])).toEqual([
    ["1–49 characters", null, "too few"],
    ["50–199 characters", 0.7, null],
  ]);
  expect(stratumRows([{ band: "1–49", n: 5, longer_wins }])).toEqual([]);
});

test("a group has a row for length and one for side", () => {
  const share = estimate(0.6, 0.5, 0.7);
  const [row, other] = groupRows([
    { group: "law", n_raters: 1, n: 20, longer_wins: share, first_wins: share, length_flag: false, side_flag: false },
  ]);
  expect([row?.series, other?.series]).toEqual(["longer response wins", "first shown wins"]);
  expect(row?.detail).toBe("20 votes of 1 rater");
});

test("how far raters differ is told as a factor of the odds", () => {
  const nothing = estimate(null, null, null);
  expect(spreadWords({ length: estimate(Math.log(2), 0.1, 1), side: nothing })).toContain(
    "a factor of 2.00 in length.",
  );
  expect(spreadWords({ length: nothing, side: nothing })).toBe("");
  expect(spreadWords(null)).toBe("");
});
