import { expect, test } from "vitest";

import type { ExportFormat } from "@/api/types";

import { countTexts, defaultsOf, readSlices, UnreadableSlices, wishOf } from "./wish";

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
const form = { format: "trl-preference", question: "", options: defaultsOf(format), slices: "", from: "", to: "" };

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
