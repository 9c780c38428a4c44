import { describe, expect, it } from "vitest";

import type { GoldAnswer, Question } from "@/api/types";
import { question as blank } from "@/components/answering/testing";

import { EMPTY, formOf, placesOf, requestOf } from "./answerForm";

function question(key: string, kind: Question["kind"], part: Partial<Question> = {}): Question {
  return blank({ key, kind, ...part });
}

const QUESTIONS = [
  question("better", "preference"),
  question("helpful", "likert", { per_response: true }),
  question("safe", "choice"),
  question("why", "text"),
];

function answer(part: Partial<GoldAnswer>): GoldAnswer {
  return {
    question: "better",
    response: null,
    outcome: null,
    also_accepted: [],
    score: null,
    choice: null,
    tolerance: 0,
    explanation: "",
    ...part,
  };
}

describe("the form of a known answer", () => {
  it("offers a place for each response that is asked about, and none for free text", () => {
    expect(placesOf(QUESTIONS, 2).map((place) => place.id)).toEqual(["better/", "helpful/0", "helpful/1", "safe/"]);
    expect(placesOf(QUESTIONS, 1).map((place) => place.id)).toEqual(["helpful/0", "safe/"]);
  });

  it("says the same as what was stored", () => {
    const stored = [
      answer({ outcome: "a", also_accepted: ["tie"], explanation: "Because." }),
      answer({ question: "helpful", response: 1, score: 4, tolerance: 1 }),
      answer({ question: "safe", choice: "yes" }),
    ];
    expect(requestOf(placesOf(QUESTIONS, 2), formOf(stored))).toEqual({
      gold: { better: ["a", "tie"], helpful: { "1": 4 }, safe: "yes" },
      gold_tolerance: { helpful: 1 },
      gold_explanation: "Because.",
    });
  });

  it("takes one accepted outcome for a plain one, and never names the best twice", () => {
    const values = { "better/": { ...EMPTY, best: "tie", also: ["tie"] } };
    expect(requestOf(placesOf(QUESTIONS, 2), { values, tolerance: {}, explanation: " " })).toEqual({
      gold: { better: "tie" },
    });
  });

  it("is no request while nothing is known", () => {
    expect(requestOf(placesOf(QUESTIONS, 2), { values: {}, tolerance: { helpful: 1 }, explanation: "x" })).toBeNull();
  });
});
