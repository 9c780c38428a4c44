import { describe, expect, it } from "vitest";

import { LIKERT, PAIRWISE, question, task } from "./testing";
import { answersOf, draftOf, fieldsOf, gapsOf, nextOpen } from "./fields";

const RANKING = [question({ key: "order", kind: "ranking", title: "Order" })];

describe("the fields of a task", () => {
  it("asks a question per response once for each, in the questions' order", () => {
    const ids = fieldsOf([...LIKERT].reverse(), task("t")).map((field) => field.id);
    expect(ids).toEqual(["help:A", "help:B", "clear:A", "clear:B"]);
  });

  it("leaves out a preference where there is nothing to compare", () => {
    expect(fieldsOf(PAIRWISE, task("t", 1)).map((field) => field.id)).toEqual(["why"]);
  });

  it("names every gap, and none for optional questions that were not begun", () => {
    const fields = fieldsOf([...PAIRWISE, ...LIKERT], task("t"));
    const gaps = gapsOf(fields, { "help:A": { score: 3 } }).map((gap) => gap.field);
    expect(gaps).toEqual(["preference", "help:B", "clear:A", "clear:B"]);
    const optional = fieldsOf(
      [{ ...question({ key: "help", kind: "likert", per_response: true }), required: false }],
      task("t"),
    );
    expect(gapsOf(optional, {})).toEqual([]);
    expect(gapsOf(optional, { "help:A": { score: 2 } }).map((gap) => gap.field)).toEqual(["help:B"]);
  });

  it("refuses ranks with a gap and takes ties", () => {
    const fields = fieldsOf(RANKING, task("t", 3));
    const ranks = (...values: number[]) =>
      Object.fromEntries(fields.map((field, index) => [field.id, { rank: values[index] }]));
    expect(gapsOf(fields, ranks(1, 3, 3))[0]?.message).toContain("nobody has rank 2");
    expect(gapsOf(fields, ranks(2, 3, 2))[0]?.message).toContain("nobody has rank 1");
    expect(gapsOf(fields, ranks(1, 2, 1))).toEqual([]);
  });

  it("speaks the server's words and reads them back", () => {
    const questions = [
      ...PAIRWISE,
      ...LIKERT.slice(0, 1),
      question({ key: "harm", kind: "choice", multiple: true, choices: [{ value: "x", label: "X" }], position: 3 }),
    ];
    const fields = fieldsOf(questions, task("t"));
    const draft = {
      preference: { outcome: "b" as const, strength: 2 },
      why: { text: "Clearer." },
      "help:A": { score: 0 },
      "help:B": { score: 5 },
      harm: { choices: ["x"] },
    };
    const answers = answersOf(fields, draft);
    expect(answers).toContainEqual({ question: "preference", outcome: "b", strength: 2 });
    expect(answers).toContainEqual({ question: "help", response: "B", score: 5 });
    expect(answers).toContainEqual({ question: "harm", choices: ["x"] });
    expect(draftOf(fields, answers)).toEqual(draft);
  });

  it("sends no strength with a tie, and no empty text", () => {
    const fields = fieldsOf(PAIRWISE, task("t"));
    expect(answersOf(fields, { preference: { outcome: "tie", strength: 2 }, why: { text: "  " } })).toEqual([
      { question: "preference", outcome: "tie" },
    ]);
  });

  it("moves on to the next open field, round the end, and never into optional text", () => {
    const fields = fieldsOf(
      [...LIKERT, { ...question({ key: "why", kind: "text" }), required: false, position: 2 }],
      task("t"),
    );
    expect(nextOpen(fields, { "help:A": { score: 1 } }, "help:A")).toBe("help:B");
    const allButFirst = { "help:B": { score: 1 }, "clear:A": { score: 1 }, "clear:B": { score: 1 } };
    expect(nextOpen(fields, allButFirst, "clear:B")).toBe("help:A");
    expect(nextOpen(fields, { ...allButFirst, "help:A": { score: 1 } }, "help:A")).toBeNull();
  });
});
