import { expect, test } from "vitest";

import { describeQuestion } from "./questions";

const base = {
  kind: "preference",
  required: true,
  per_response: false,
  allow_tie: true,
  allow_both_bad: true,
  strength_levels: 0,
  scale_min: 1,
  scale_max: 5,
  scale_labels: {},
  choices: [],
  multiple: false,
};

test("each kind of question says which answers it takes", () => {
  expect(describeQuestion(base)).toBe("A, B, tie or both bad");
  expect(describeQuestion({ ...base, allow_tie: false, allow_both_bad: false, strength_levels: 3 })).toBe(
    "A or B; strength in 3 levels",
  );
  expect(describeQuestion({ ...base, kind: "likert", per_response: true, scale_labels: { "1": "bad" } })).toBe(
    "1 (bad) to 5; for each response",
  );
  const choices = [
    { value: "y", label: "Yes" },
    { value: "n", label: "No" },
  ];
  expect(describeQuestion({ ...base, kind: "choice", choices, multiple: true })).toBe("Any of: Yes, No");
  expect(describeQuestion({ ...base, kind: "text", required: false })).toBe("In their own words; optional");
});
