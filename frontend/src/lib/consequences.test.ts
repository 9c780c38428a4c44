import { expect, test } from "vitest";

import { goldConsequence, overlapConsequence, thresholdConsequence } from "./consequences";

test("an overlap says what it costs and what it can't do", () => {
  expect(overlapConsequence(1)).toContain("can’t be measured");
  expect(overlapConsequence(2)).toContain("no majority");
  expect(overlapConsequence(3)).toMatch(/3.000 judgments/);
  expect(overlapConsequence(4)).toContain("draw");
});

test("a gold rate says how often a check comes", () => {
  expect(goldConsequence(0)).toContain("No hidden checks");
  expect(goldConsequence(0.1)).toBe(
    "About every 10th task is a hidden check with a known answer; ten checks are done after about 100 tasks.",
  );
  expect(goldConsequence(0.5)).toContain("every 2nd task");
});

test("a threshold says between which accuracies the checks decide", () => {
  expect(thresholdConsequence(0.6, 10)).toContain("show 60 % right rather than 86 %, after 10 checks");
  expect(thresholdConsequence(0, 10)).toBe("Nobody is paused by the checks.");
});
