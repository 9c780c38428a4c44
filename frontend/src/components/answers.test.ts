import { expect, test } from "vitest";

import { answerText, letter } from "./answers";

const nothing = { response: null, outcome: null, strength: null, score: null, rank: null, choice: null, text: null };

test("answers read as what was meant; both bad is not a tie", () => {
  expect(answerText({ ...nothing, outcome: "a", strength: 2 })).toBe("A wins, strength 2");
  expect(answerText({ ...nothing, outcome: "both_bad" })).toBe("Both bad");
  expect(answerText({ ...nothing, response: 1, score: 0 })).toBe("B: 0");
  expect(answerText({ ...nothing, response: 0, rank: 1 })).toBe("A: rank 1");
  expect(answerText({ ...nothing, choice: "harmful" })).toBe("harmful");
  expect(answerText(nothing)).toBe("–");
});

test("positions are letters", () => {
  expect([0, 1, 25].map(letter)).toEqual(["A", "B", "Z"]);
});
