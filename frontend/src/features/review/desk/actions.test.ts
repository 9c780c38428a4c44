import { expect, test } from "vitest";

import { fieldsOf } from "@/components/answering/fields";
import { newForm } from "@/components/answering/form";
import { answerActions, taskActions } from "@/components/answering/registry";
import { LIKERT, PAIRWISE, task } from "@/components/answering/testing";

import { caseActions } from "./actions";

const none = () => undefined;

test("no key of the reviewer's desk has two meanings", () => {
  const fields = fieldsOf([...PAIRWISE, ...LIKERT], task("t"));
  const commands = { sendBack: none, dismiss: none, putBack: none, undo: none, openGuideline: none, openHelp: none };
  const actions = [
    ...answerActions(fields, newForm(fields, { preference: { outcome: "a" } }), 2, none),
    ...taskActions(
      { reopened: false, hasText: true, hasFields: true },
      { submit: none, skip: none, scroll: none, focusText: none },
      none,
    ).filter((action) => action.id !== "skip"),
    ...caseActions({ sendBack: true, undo: true, guideline: true }, commands),
  ];
  const used = actions.filter((action) => action.enabled).flatMap((action) => action.keys);
  expect(used).toContain("KeyS");
  expect(new Set(used).size).toBe(used.length);
});
