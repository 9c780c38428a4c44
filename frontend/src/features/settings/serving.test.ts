import { expect, test } from "vitest";

import { type Serving, servingChanges, servingProblems } from "./serving";

const form: Serving = {
  overlap_mode: "fixed",
  overlap: 3,
  overlap_min: 1,
  overlap_share: 0.1,
  overlap_confidence: 0.9,
  max_judgments: null,
  max_judgments_per_day: null,
  max_per_prompt: null,
  fair_share: true,
  telling_first: false,
  requirement_rules: [{ slice: "language", value: "de", requires: ["language:de"] }],
};

test("only what changed is sent, lists compared by what is in them", () => {
  const same = structuredClone(form);
  expect(servingChanges(form, same)).toEqual({});
  expect(servingChanges(form, { ...same, max_judgments: 50, requirement_rules: [] })).toEqual({
    max_judgments: 50,
    requirement_rules: [],
  });
});

test("what is wrong is named at its field, and a policy not in use isn’t looked at", () => {
  expect(servingProblems(form)).toEqual({});
  expect(servingProblems({ ...form, overlap_min: 5 })).toEqual({});
  const wrong = { ...form, overlap_mode: "dynamic" as const, overlap_min: 5 };
  const rules = [...form.requirement_rules, { slice: " ", value: "", requires: [] }];
  expect(Object.keys(servingProblems({ ...wrong, requirement_rules: rules }))).toEqual([
    "overlap_min",
    "requirement_rules.1.slice",
    "requirement_rules.1.value",
    "requirement_rules.1.requires",
  ]);
});
