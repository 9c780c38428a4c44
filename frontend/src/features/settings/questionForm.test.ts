import { expect, test } from "vitest";

import { question } from "@/components/answering/testing";

import { changeTitle, changeWords } from "./history";
import { editsOf, EMPTY, formOf, questionOf } from "./questionForm";

test("a question that wasn't touched is sent as no change", () => {
  const scale = question({ key: "clear", kind: "likert", scale_labels: { "1": "not", "5": "perfectly" } });
  const form = formOf(scale);
  expect(form.labels).toBe("1: not\n5: perfectly");
  expect(editsOf(form, form)).toEqual({});
  expect(editsOf(form, { ...form, scale_max: 7, labels: `${form.labels}\n7: beyond` })).toEqual({
    scale_max: 7,
    scale_labels: { "1": "not", "5": "perfectly", "7": "beyond" },
  });
});

test("choices are lines, with a label where one is wanted", () => {
  const form = {
    ...EMPTY,
    key: " fault ",
    kind: "choice" as const,
    title: "What?",
    choices: "fact: A fact: wrong\n\ntone",
  };
  expect(questionOf(form)).toMatchObject({
    key: "fault",
    choices: [
      { value: "fact", label: "A fact: wrong" },
      { value: "tone", label: "tone" },
    ],
  });
  expect(questionOf(form)).not.toHaveProperty("scale_max");
});

test("a change is told from what to what", () => {
  const changes = { overlap: [3, 5], review_rule: ["no_majority", "any"], description: ["", "New"] };
  expect(changeWords({ kind: "settings", subject: "", changes })).toEqual([
    "Overlap: 3 → 5",
    "Review when raters differ: no majority → any",
    "Description: – → New",
  ]);
  const added = { kind: "question_added" as const, subject: "clear", changes: { clear: [null, "How clear?"] } };
  expect(changeTitle(added)).toBe("Question “clear” added");
  expect(changeWords(added)).toEqual(["How clear?"]);
  const choices = [
    [{ value: "a", label: "A fact" }],
    [
      { value: "a", label: "A fact" },
      { value: "b", label: "Tone" },
    ],
  ];
  expect(changeWords({ kind: "question_edited", subject: "fault", changes: { choices } })).toEqual([
    "Choices: A fact → A fact, Tone",
  ]);
});
