import { expect, test } from "vitest";

import type { ExportFormat } from "@/api/types";

import { countTexts, defaultsOf, droppedTexts, previewSentence, readSlices, UnreadableSlices, wishOf } from "./wish";

const format: ExportFormat = {
  key: "trl-preference",
  name: "TRL",
  description: "",
  source: "its documentation",
  kept: "who won",
  lost: "single votes",
  options: [
    { key: "aggregate", kind: "choice", title: "", description: "", default: "majority", choices: [] },
    { key: "min_agreement", kind: "number", title: "", description: "", default: 0, choices: [] },
  ],
};
const form = {
  format: "trl-preference",
  question: "",
  options: defaultsOf(format),
  slices: "",
  from: "",
  to: "",
  guidelines: [],
  includeGold: false,
  includeModels: false,
};

test("an untouched form asks for the format's defaults and no filters", () => {
  expect(wishOf(form, format)).toEqual({ format: "trl-preference", aggregate: "majority", min_agreement: 0 });
});

test("options of a format that was chosen before are not sent along", () => {
  const options = { ...form.options, rater_names: "alias" };
  expect(wishOf({ ...form, options }, format)).not.toHaveProperty("rater_names");
});

test("slices are read from names and values, several values of a name together", () => {
  expect(readSlices("language=de, language=en\ntopic = maths")).toEqual({ language: ["de", "en"], topic: ["maths"] });
  expect(() => readSlices("language")).toThrow(UnreadableSlices);
  expect(() => readSlices("=de")).toThrow("“=de”");
});

test("the last day that a person names is included", () => {
  const wish = wishOf({ ...form, from: "2026-02-27", to: "2026-02-28" }, format);
  expect(wish.filters).toEqual({ from: "2026-02-27T00:00:00Z", to: "2026-03-01T00:00:00.000Z" });
});

test("counts say what happened and leave out what didn't", () => {
  expect(countTexts({ unit: "pairs", votes: 30, rows: 8, ties_dropped: 2, both_bad_dropped: 0 })).toEqual([
    { text: "votes read", n: 30 },
    { text: "rows written", n: 8 },
    { text: "ties left out", n: 2 },
  ]);
});

test("guidelines, gold and model judges are asked for only where somebody wants them", () => {
  const wish = wishOf({ ...form, guidelines: ["1", "3"], includeGold: true, includeModels: true }, format);
  expect(wish.filters).toEqual({ guidelines: [1, 3], include_gold: true, include_models: true });
});

test("the preview says what is left out, most first, and what it was learnt from", () => {
  expect(droppedTexts({ ties: 2, both_bad: 0, no_majority: 5, something_new: 1 })).toEqual([
    { text: "without a majority", n: 5 },
    { text: "ties left out", n: 2 },
    { text: "something new", n: 1 },
  ]);
  const found = { rows_written: 1, votes: 12, pairs: 6, items: 2000, items_total: 5000 };
  expect(previewSentence(found)).toBe("From the first 2,000 of 5,000 items: 12 votes on 6 pairs make one row.");
  expect(previewSentence({ ...found, items: 6, items_total: 6, pairs: 0, rows_written: 12 })).toBe(
    "From all 6 items: 12 votes make 12 rows.",
  );
  expect(previewSentence({ ...found, items_total: 0 })).toBe("No item fits these filters.");
});
