import { expect, test } from "vitest";

import { comparingQuestions } from "./comparing";

const asked = (key: string, kind: string, per_response = false) => ({
  key,
  title: key.toUpperCase(),
  kind,
  per_response,
});

test("preferences and rankings come first, scales for each response after them, and nothing else", () => {
  const found = comparingQuestions([
    asked("why", "text"),
    asked("helpful", "likert", true),
    asked("whole", "likert"),
    asked("better", "preference"),
    asked("safer", "preference"),
    asked("order", "ranking"),
  ]);
  expect(found.questions.map((one) => one.key)).toEqual(["better", "safer", "order", "helpful"]);
  expect(found.standard).toBe("better");
});

test("scores are never compared unless somebody says so", () => {
  const found = comparingQuestions([{ ...asked("helpful", "likert", true), title: "" }]);
  expect(found).toEqual({ questions: [{ key: "helpful", title: "helpful" }], standard: null });
});
