import { expect, test } from "vitest";

import { stepPath } from "./steps";

test("each step leads to the page where it is done", () => {
  expect(stepPath("import_items")).toBe("/imports");
  expect(stepPath("add_gold")).toBe("/imports");
  expect(stepPath("invite_raters")).toBe("/raters");
  expect(stepPath("activate")).toBe("/settings");
  expect(stepPath("run_report")).toBe("/agreement");
});

test("a step of a newer server still leads somewhere", () => {
  expect(stepPath("something_else")).toBe("/settings");
});
