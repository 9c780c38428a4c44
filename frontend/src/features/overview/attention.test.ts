import { expect, test } from "vitest";

import type { AgreementOverview, BiasResult, Estimate, QuestionOverview, RaterRow } from "@/api/types";

import { concerns } from "./attention";

function estimate(value: number | null, low = value, high = value): Estimate {
  return { value, low, high, se: null, level: 0.95, n_items: 9, n_judgments: 9, method: "m", reason: null };
}

function rater(fields: Partial<RaterRow>, accuracy: number | null): RaterRow {
  const share = { value: accuracy, low: accuracy, high: accuracy, n: 10, method: "m", reason: null };
  return {
    id: 1,
    alias: "Quinn",
    state: "active",
    state_reason: "",
    gold: { passed: 4, checked: 10, accuracy: share },
    ...fields,
  } as RaterRow;
}

function agreement(question: Partial<QuestionOverview>): AgreementOverview {
  const base = {
    krippendorff_alpha: estimate(0.8),
    reading: { word: "reliable" },
    low_slices: [],
    raters_apart: [],
    ...question,
  };
  return { questions: [base as unknown as QuestionOverview] } as AgreementOverview;
}

const nothing = { raters: undefined, agreement: undefined, bias: undefined, threshold: 0.6 };

test("no evidence, no concern", () => {
  expect(concerns(nothing)).toEqual([]);
});

test("paused raters and raters below the threshold are named, others are not", () => {
  const raters = [
    rater({ id: 1, alias: "Quinn" }, 0.4),
    rater({ id: 2, alias: "Mina" }, 0.9),
    rater({ id: 3, alias: "Otis", state: "paused", state_reason: "too fast" }, 0.9),
    rater({ id: 4, alias: "Ravi" }, null),
  ];
  expect(concerns({ ...nothing, raters }).map((one) => one.title)).toEqual([
    "Quinn fails gold checks",
    "Otis is paused",
  ]);
});

test("a slice that the server found below the rest is a concern, unless alpha is unknown", () => {
  const slice = (value: string, alpha: Estimate) => ({
    name: "language",
    value,
    n_items: 30,
    alpha,
    percent_agreement: estimate(0.5),
  });
  const low_slices = [slice("de", estimate(0.4, 0.2, 0.6))];
  const keys = (question: Partial<QuestionOverview>) =>
    concerns({ ...nothing, agreement: agreement(question) }).map((one) => one.key);
  expect(keys({ low_slices })).toEqual(["slice-language-de"]);
  expect(keys({ low_slices, krippendorff_alpha: estimate(null) })).toEqual([]);
});

test("a rater without whom the others agree is named", () => {
  const raters_apart = [{ rater: { id: 7, alias: "Quinn" }, n_judgments: 9, alpha_without: estimate(0.9) }];
  const found = concerns({ ...nothing, agreement: agreement({ raters_apart }) });
  expect(found.map((one) => one.key)).toEqual(["without-7"]);
});

test("a bias is a concern when it is found, not when it is unknown", () => {
  const bias = {
    length: { verdict: "present", sentence: "Raters prefer the longer response." },
    side: { verdict: "unknown", sentence: "" },
  } as BiasResult;
  expect(concerns({ ...nothing, bias }).map((one) => one.path)).toEqual(["/bias"]);
});
