import { expect, test } from "vitest";

import type { Estimate } from "@/api/types";

import {
  categoryShares,
  influenceRows,
  kappaCells,
  kappaRange,
  prevalenceNote,
  type RaterPair,
  ratersOf,
  sliceRows,
  weightingsOf,
} from "./shaping";

function estimate(value: number | null, reason: string | null = null): Estimate {
  const bound = value === null ? null : value;
  return { value, low: bound, high: bound, se: null, level: 0.95, n_items: 10, n_judgments: 20, method: "m", reason };
}

function pair(a: string, b: string, plain: Estimate, linear: Estimate | null = null): RaterPair {
  return {
    rater_a: { id: 1, alias: a },
    rater_b: { id: 2, alias: b },
    n_items: 12,
    percent_agreement: estimate(0.9),
    plain,
    linear,
    quadratic: null,
  };
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

test("the matrix is symmetric and each cell says who, how much and from how many", () => {
  const cells = kappaCells([pair("rater 2", "rater 10", estimate(0.5))], "plain");
  expect(cells.map((cell) => [cell.row, cell.column])).toEqual([
    ["rater 2", "rater 10"],
    ["rater 10", "rater 2"],
  ]);
  expect(cells[0]?.description).toBe("rater 2 and rater 10: kappa 0.50 [0.50, 0.50], 12 shared");
});

test("a pair that shares nothing is unknown with its reason, never zero", () => {
  const [cell] = kappaCells([pair("a", "b", estimate(null, "nothing shared"))], "plain");
  expect(cell?.value).toBeNull();
  expect(cell?.text).toBe("–");
  expect(cell?.description).toContain("unknown: nothing shared");
});

test("raters are in reading order and only weightings that exist are offered", () => {
  const pairs = [pair("rater 10", "rater 2", estimate(0.5)), pair("rater 2", "rater 1", estimate(0.4))];
  expect(ratersOf(pairs)).toEqual(["rater 1", "rater 2", "rater 10"]);
  expect(weightingsOf(pairs)).toEqual(["plain"]);
  expect(weightingsOf([pair("a", "b", estimate(0.1), estimate(0.2))])).toEqual(["plain", "linear"]);
});

test("the colour scale starts at chance, or below it when a pair is worse", () => {
  expect(kappaRange(kappaCells([pair("a", "b", estimate(0.7))], "plain"))).toEqual([0, 1]);
  expect(kappaRange(kappaCells([pair("a", "b", estimate(-0.2))], "plain"))).toEqual([-0.2, 1]);
});

test("leaving out a disagreeing rater raises alpha", () => {
  const rows = influenceRows(
    [
      { rater: { id: 1, alias: "x" }, n_judgments: 5, alpha_without: estimate(0.9) },
      { rater: { id: 2, alias: "y" }, n_judgments: 5, alpha_without: null },
    ],
    estimate(0.8),
  );
  expect(rows[0]?.change).toBeCloseTo(0.1);
  expect(rows[1]?.change).toBeNull();
});

test("slices are named by both name and value", () => {
  const [row] = sliceRows([
    { name: "language", value: "de", n_items: 3, alpha: estimate(0.4), percent_agreement: estimate(0.5) },
  ]);
  expect(row?.label).toBe("language = de");
  expect(row?.detail).toBe("3 items");
});

test("shares follow the question's order and sum to one", () => {
  const shares = categoryShares({ categories: ["a", "b", "tie"], category_counts: { tie: 1, b: 2, a: 1, odd: 4 } });
  expect(shares.map((one) => one.category)).toEqual(["a", "b", "tie", "odd"]);
  expect(shares.reduce((sum, one) => sum + one.share, 0)).toBe(1);
  expect(shares[0]?.name).toBe("A wins");
});
