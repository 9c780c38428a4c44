import { expect, test } from "vitest";

import type { Question } from "@/api/types";

import { itemsCsv, itemsJsonl, votesCsv } from "./examples";

const question = (fields: Partial<Question>): Question => ({
  id: 1,
  key: "better",
  kind: "preference",
  title: "Which is better?",
  help_text: "",
  position: 0,
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
  asked_from: 1,
  retired_in: null,
  ...fields,
});

test("the JSONL example is valid and its gold answers the project's own question", () => {
  const rows = itemsJsonl([question({})])
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toHaveLength(2);
  expect(rows[1]?.gold).toEqual({ better: "a" });
});

test("scored questions get scored examples, inside the scale", () => {
  const likert = question({ key: "helpful", kind: "likert", per_response: true, scale_min: 0, scale_max: 4 });
  expect(itemsJsonl([likert])).toContain('"gold":{"helpful":[4,0]}');
  expect(votesCsv([likert]).split("\n")[1]).toBe("item-1,anna,helpful,4,0");
});

test("choices that are asked of each response are answered for each", () => {
  const choices = [
    { value: "safe", label: "Safe" },
    { value: "unsafe", label: "Unsafe" },
  ];
  const verdict = question({ key: "verdict", kind: "choice", per_response: true, choices });
  expect(itemsJsonl([verdict])).toContain('"gold":{"verdict":["safe","unsafe"]}');
  expect(itemsCsv([verdict])).not.toContain("gold");
  expect(votesCsv([verdict]).split("\n")[1]).toBe("item-1,anna,verdict,safe,0");
});

test("free text is never the example's question", () => {
  const text = question({ key: "why", kind: "text" });
  expect(votesCsv([text, question({})])).toContain(",better,");
});

test("every CSV line has as many cells as its header", () => {
  for (const csv of [
    votesCsv([question({})]),
    itemsCsv([question({ key: "k", kind: "likert", per_response: true })]),
  ]) {
    const [header, ...lines] = csv.trim().split("\n");
    const cells = (line: string) => line.replace(/"[^"]*"/g, "x").split(",").length;
    for (const line of lines) expect(cells(line)).toBe(cells(header ?? ""));
  }
});
