import { expect, test } from "vitest";

import type { Preset } from "@/api/types";

import { draftFrom, requestOf, withPreset } from "./draft";

const preset = (key: string, overlap: number): Preset => ({
  key,
  name: key,
  description: "",
  questions: [],
  guideline: `How to judge ${key}`,
  defaults: { overlap, gold_rate: 0.1 } as Preset["defaults"],
});
const pairwise = preset("pairwise", 3);
const likert = preset("likert", 2);

test("another preset brings its numbers and its guideline, and keeps the name", () => {
  const draft = { ...draftFrom(pairwise), name: "My study" };
  expect(withPreset(draft, pairwise, likert)).toMatchObject({
    preset: "likert",
    name: "My study",
    overlap: 2,
    guideline: "How to judge likert",
  });
});

test("a guideline that was written is never thrown away", () => {
  const draft = { ...draftFrom(pairwise), guideline: "My own words" };
  expect(withPreset(draft, pairwise, likert).guideline).toBe("My own words");
});

test("blank fields are left out of the request", () => {
  expect(requestOf({ ...draftFrom(pairwise), name: " Study ", guideline: " " })).toEqual({
    preset: "pairwise",
    name: "Study",
    overlap: 3,
    gold_rate: 0.1,
  });
});
