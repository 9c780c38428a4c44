import { expect, test } from "vitest";

import { goldConsequence, overlapConsequence, planConsequence, thresholdConsequence } from "./consequences";

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

test("an overlap policy says how many judgments it takes", () => {
  const plan = { overlap: 3, overlap_min: 1, overlap_share: 0.05, overlap_confidence: 0.9 };
  const say = (overlap_mode: "fixed" | "sampled" | "dynamic", items: number) =>
    planConsequence({ ...plan, overlap_mode }, items);
  expect(say("fixed", 10_000)).toMatch(/^30.000 judgments for 10.000 items\. A majority/);
  expect(say("sampled", 10_000)).toMatch(/^About 11.000 judgments for 10.000 items: about 500 get 3, the others 1/);
  expect(say("dynamic", 10_000)).toMatch(/^Between 10.000 and 30.000 judgments .*90 % certain/);
  expect(say("fixed", 0)).toMatch(/^3.000 judgments for every 1,000 items/);
});
