import { expect, test } from "vitest";

import type { ModelStrength, RankingResult } from "@/api/types";

import {
  byModel,
  CONTROLLED,
  modelOrder,
  moved,
  rankText,
  RAW,
  scorecardFinding,
  STYLED,
  strengthRows,
  weightsFinding,
  winCells,
} from "./shaping";

const share = {
  value: 0.1,
  low: 0.05,
  high: 0.2,
  se: null,
  level: 0.95,
  n_items: 9,
  n_judgments: 9,
  method: "m",
  reason: null,
};

function model(name: string, rank: number, low = rank, high = rank): ModelStrength {
  return {
    model: name,
    strength: 0.5,
    se: 0.1,
    low: 0.3,
    high: 0.7,
    rank,
    rank_low: low,
    rank_high: high,
    n_comparisons: 1200,
    wins: 1,
    losses: 1,
    ties: 1,
    estimate: share,
    tie_rate: share,
    both_bad_rate: share,
  };
}

test("ranks show how far the data can tell", () => {
  expect(rankText(model("m", 2, 1, 3))).toBe("2 (1 to 3)");
  expect(rankText(model("m", 1))).toBe("1");
});

test("the raw ranking is never shown without the length-controlled one when there is one", () => {
  const rows = strengthRows({
    strengths: [model("m", 1)],
    length_controlled: { strengths: [model("m", 2)] },
    style_controlled: { strengths: [model("m", 3)] },
    raters_weighed: null,
  });
  expect(rows.map((row) => row.series)).toEqual([RAW, CONTROLLED, STYLED]);
  const alone = { strengths: [model("m", 1)], length_controlled: null, style_controlled: null, raters_weighed: null };
  expect(strengthRows(alone)).toHaveLength(1);
});

test("a tie is half a win for both, and both-bad is no tie", () => {
  const pair: RankingResult["matrix"][number] = {
    model_a: "x",
    model_b: "y",
    n: 20,
    wins_a: 6,
    wins_b: 2,
    ties: 2,
    both_bad: 10,
  };
  const [xy, yx] = winCells([pair]);
  expect(xy?.value).toBeCloseTo(0.7);
  expect(yx?.value).toBeCloseTo(0.3);
  expect(xy?.description).toBe("x against y: 70 % won; 6 wins, 2 losses, 2 ties, 10 both bad");
});

test("models that only ever were both bad have no win rate", () => {
  const [cell] = winCells([{ model_a: "x", model_b: "y", n: 3, wins_a: 0, wins_b: 0, ties: 0, both_bad: 3 }]);
  expect(cell?.value).toBeNull();
  expect(cell?.text).toBe("–");
});

test("unrankable models stay in the matrix", () => {
  const order = modelOrder({
    strengths: [model("b", 1), model("a", 2)],
    unrankable: [{ model: "z", reason: "never met" }],
  });
  expect(order).toEqual(["b", "a", "z"]);
});

test("a model rises or falls where length or style is held equal", () => {
  const there = byModel({ strengths: [model("m", 1)] });
  expect(moved(model("m", 3), there.get("m"))).toBe(2);
  expect(moved(model("n", 1), there.get("n"))).toBeNull();
  expect(byModel(null).size).toBe(0);
});

test("the scorecard names the weakest slice first", () => {
  const cell = { model: "m", value: "de", n: 90, n_items: 40, overall: 0.4, raw: -1, deviation: share, weak: true };
  const card = { slice: "language", spread: 0.41, n_cells: 2, cells: [cell, { ...cell, value: "fr", weak: false }] };
  expect(scorecardFinding(card)).toBe(
    "m is weaker in de than its place says. Deviations spread by some 0.41 on the log odds.",
  );
  expect(scorecardFinding({ ...card, cells: [{ ...cell, weak: false }] })).toContain("No model is surely weaker");
});

test("raters who vote against the others, or by chance, are counted", () => {
  const rater = (low: number, high: number) => ({
    rater: { id: 1, alias: "r" },
    weight: { ...share, value: (low + high) / 2, low, high },
  });
  const weighed = { strengths: [], spread: 0.5, method: "m" };
  expect(weightsFinding({ ...weighed, raters: [rater(-1.2, -0.3), rater(-0.4, 0.6), rater(0.8, 1.4)] })).toBe(
    "1 rater votes against the others: a key taken the wrong way round? 1 rater can’t be told from chance. Weights spread by some 0.50.",
  );
  // A rater with few votes is not called one who clicks by chance.
  expect(weightsFinding({ ...weighed, raters: [rater(-0.4, 2.1)] })).toContain("Every rater tells something");
});
