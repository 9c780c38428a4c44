import { expect, test } from "vitest";

import type { ConfusionPart, Estimate, SlicesPart } from "@/api/types";

import {
  categoryShares,
  confusionCells,
  kappaRange,
  measuresOf,
  type NamedPair,
  named,
  pairCells,
  prevalenceNote,
  raterOrder,
  raterRows,
  sliceRows,
  worstConfusion,
} from "./shaping";

function estimate(value: number | null, reason: string | null = null): Estimate {
  const bound = value === null ? null : value;
  return { value, low: bound, high: bound, se: null, level: 0.95, n_items: 10, n_judgments: 20, method: "m", reason };
}

function pair(a: string, b: string, plain: Estimate, linear: Estimate | null = null): NamedPair {
  return { a, b, n: 12, percent_agreement: estimate(0.9), plain, linear, quadratic: null };
}

test("the prevalence paradox is named on Feinstein and Cicchetti's skewed table and not on the balanced one", () => {
  const told = (ac1: number | null, alpha: number | null, kappa: number | null) =>
    prevalenceNote({
      gwet_ac1: estimate(ac1, "r"),
      krippendorff_alpha: estimate(alpha, "r"),
      fleiss_kappa: estimate(kappa, "r"),
    });
  expect(told(0.808, 0.318, 0.314)).toContain("crowd into few of the categories");
  expect(told(0.701, 0.701, 0.699)).toBeNull();
  expect(told(0.7, 0.3, 0.65)).toBeNull(); // ordinal alpha is low because disagreements are far apart
  expect(told(null, 0.3, 0.3)).toBeNull();
  expect(prevalenceNote({ krippendorff_alpha: estimate(0.3), fleiss_kappa: estimate(0.3) })).toBeNull();
});

test("pairs get the names of their raters", () => {
  const short = { value: 0.5, low: null, high: null, reason: null };
  const one = { a: 7, b: 9, n_items: 3, percent_agreement: short, plain: short, linear: null, quadratic: null };
  const raters = [
    { id: 7, alias: "Ada" },
    { id: 9, alias: "Ben" },
  ];
  expect(named({ raters, pairs: [one] })[0]).toMatchObject({ a: "Ada", b: "Ben", n: 3, plain: short });
});

test("the matrix is symmetric and each cell says who, how much and from how many", () => {
  const cells = pairCells([pair("rater 2", "rater 10", estimate(0.5))], "plain");
  expect(cells.map((cell) => [cell.row, cell.column])).toEqual([
    ["rater 2", "rater 10"],
    ["rater 10", "rater 2"],
  ]);
  expect(cells[0]?.description).toBe("rater 2 and rater 10: kappa 0.50 [0.50, 0.50], 12 shared");
});

test("a pair that shares nothing is unknown with its reason, never zero", () => {
  const [cell] = pairCells([pair("a", "b", estimate(null, "nothing shared"))], "plain");
  expect(cell?.value).toBeNull();
  expect(cell?.text).toBe("–");
  expect(cell?.description).toContain("unknown: nothing shared");
});

test("raters are in reading order, or lowest mean first when not all fit; only measures that exist are offered", () => {
  const pairs = [pair("rater 10", "rater 2", estimate(0.5)), pair("rater 2", "rater 1", estimate(0.9))];
  expect(raterOrder(pairs, "plain", 24)).toEqual(["rater 1", "rater 2", "rater 10"]);
  expect(raterOrder(pairs, "plain", 2)).toEqual(["rater 10", "rater 2", "rater 1"]);
  expect(raterOrder([...pairs, pair("x", "y", estimate(null, "r"))], "plain", 2).slice(-2)).toEqual(["x", "y"]);
  expect(measuresOf(pairs)).toEqual(["plain", "percent_agreement"]);
  expect(measuresOf([pair("a", "b", estimate(0.1), estimate(0.2))])).toEqual(["plain", "linear", "percent_agreement"]);
});

test("the colour scale starts at chance, or below it when a pair is worse", () => {
  expect(kappaRange(pairCells([pair("a", "b", estimate(0.7))], "plain"))).toEqual([0, 1]);
  expect(kappaRange(pairCells([pair("a", "b", estimate(-0.2))], "plain"))).toEqual([-0.2, 1]);
});

test("leaving out a disagreeing rater raises alpha", () => {
  const rows = raterRows(
    [
      { rater: { id: 1, alias: "x" }, n_judgments: 5, alpha_without: estimate(0.9), with_others: estimate(0.4) },
      { rater: { id: 2, alias: "y" }, n_judgments: 5, alpha_without: null, with_others: null },
    ],
    estimate(0.8),
  );
  expect(rows[0]?.change).toBeCloseTo(0.1);
  expect(rows[0]?.others?.value).toBe(0.4);
  expect(rows[1]?.change).toBeNull();
});

test("small slices are hollow and drawn pooled, large ones by their own value, and both are named", () => {
  const slice = (value: string, fields: Partial<SlicesPart["slices"][number]>) => ({
    name: "language",
    value,
    n_items: 3,
    alpha: estimate(0.4),
    percent_agreement: estimate(0.5),
    ...fields,
  });
  const [small, large, old, unpooled] = sliceRows([
    slice("de", { small: true, pooled: estimate(0.6) }),
    slice("en", { small: false, pooled: estimate(0.45) }),
    slice("fr", {}),
    slice("it", { small: true, pooled: estimate(null, "fewer than 4 groups have a value to pool") }),
  ]);
  expect([small?.label, small?.value, small?.hollow]).toEqual(["language = de (small)", 0.6, true]);
  expect(small?.detail).toBe("3 items, pooled; its own alpha is 0.40 [0.40, 0.40]");
  expect([large?.label, large?.value, large?.hollow]).toEqual(["language = en", 0.4, false]);
  expect([old?.value, old?.hollow]).toEqual([0.4, false]);
  expect([unpooled?.value, unpooled?.hollow]).toEqual([0.4, true]);
});

test("confusions are told in words, and the worst of them in a sentence", () => {
  const part: ConfusionPart = {
    rater: null,
    categories: ["a", "tie"],
    rows: [
      [estimate(0.9), estimate(0.1)],
      [estimate(0.75), estimate(null, "nobody said this")],
    ],
  };
  const { names, cells } = confusionCells(part);
  expect(names).toEqual(["A wins", "Tie"]);
  expect(cells[2]?.description).toMatch(/^Where one rater says Tie, others say A wins: 75\s%/);
  expect(cells[3]?.text).toBe("–");
  expect(cells[3]?.description).toContain("unknown: nobody said this");
  expect(worstConfusion(part)).toContain("Tie meets A wins");
  expect(worstConfusion({ ...part, rows: [[estimate(1), estimate(0)]] })).toBeNull();
});

test("shares follow the question's order and sum to one", () => {
  const shares = categoryShares({ categories: ["a", "b", "tie"], category_counts: { tie: 1, b: 2, a: 1, odd: 4 } });
  expect(shares.map((one) => one.category)).toEqual(["a", "b", "tie", "odd"]);
  expect(shares.reduce((sum, one) => sum + one.share, 0)).toBe(1);
  expect(shares[0]?.name).toBe("A wins");
});
