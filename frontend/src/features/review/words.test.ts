import { expect, test } from "vitest";

import type { Answer } from "@/api/types";
import { question } from "@/components/answering/testing";

import { filtersFrom, paramsOf } from "./filters";
import { answerWords, evidenceWords } from "./words";

const QUESTIONS = [
  question({ key: "better", kind: "preference", strength_levels: 3 }),
  question({ key: "clear", kind: "likert", per_response: true, scale_labels: { "5": "perfectly" } }),
  question({ key: "rank", kind: "ranking" }),
  question({
    key: "fault",
    kind: "choice",
    multiple: true,
    choices: [
      { value: "fact", label: "A wrong fact" },
      { value: "tone", label: "Rude" },
    ],
  }),
  question({ key: "why", kind: "text" }),
];

test.each<[Answer, string]>([
  [{ question: "better", outcome: "a", strength: 2 }, "A is better, clearly"],
  [{ question: "better", outcome: "both_bad" }, "Both bad"],
  [{ question: "clear", response: "B", score: 5 }, "B: 5 (perfectly)"],
  [{ question: "clear", response: "A", score: 2 }, "A: 2"],
  [{ question: "rank", response: "A", rank: 1 }, "A: rank 1"],
  [{ question: "fault", choices: ["fact", "tone"] }, "A wrong fact, Rude"],
  [{ question: "why", text: "It is true." }, "It is true."],
  [{ question: "gone", score: 1 }, ""],
])("an answer is said in the words of its question: %o", (answer, words) => {
  expect(answerWords(answer, QUESTIONS, 2)).toBe(words);
});

test("what was found names the question and how often each answer was given", () => {
  const disputed = [
    { question: "better", response: null, counts: { a: 1, both_bad: 1 } },
    { question: "clear", response: 1, counts: { "4": 2, "1": 2 } },
  ];
  expect(evidenceWords({ evidence: { disputed } })).toBe("better: a 1, both bad 1; clear of B: 1 2, 4 2");
  expect(evidenceWords({ evidence: { flag: "broken" } })).toBe("");
});

test("the filters live in the address, and what waits needs no word", () => {
  expect(paramsOf(filtersFrom(new URLSearchParams()))).toEqual({});
  expect(filtersFrom(new URLSearchParams("state=all&reason=flag"))).toEqual({ state: "", reason: "flag" });
  expect(paramsOf({ state: "", reason: "flag" })).toEqual({ state: "all", reason: "flag" });
  expect(filtersFrom(new URLSearchParams("state=odd&reason=odd"))).toEqual({ state: "waiting", reason: "" });
});
