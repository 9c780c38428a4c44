import { expect, test } from "vitest";

import { changes, type Policies, problems } from "./policies";

const policies: Policies = {
  name: "Study",
  description: "",
  overlap: 3,
  gold_rate: 0.1,
  gold_pass_threshold: 0.5,
  gold_min_checks: 10,
  batch_min: 3,
  batch_max: 10,
  lease_minutes: 60,
  break_after_minutes: 50,
  amend_minutes: 1440,
  quality_by: "gold",
  gold_feedback: "never",
  repeat_rate: 0,
  repeat_after_judgments: 20,
  repeat_after_minutes: 30,
  training_required: 0,
  training_pass_mark: 0.7,
  training_retries: 1,
  training_failure: "pause",
};

test("only what changed is sent", () => {
  expect(changes(policies, { ...policies, overlap: 5 })).toEqual({ overlap: 5 });
  expect(changes(policies, policies)).toEqual({});
});

test("an empty name and crossed batch sizes are named at their fields", () => {
  expect(Object.keys(problems({ ...policies, name: " ", batch_min: 11 }))).toEqual(["name", "batch_min"]);
  expect(problems(policies)).toEqual({});
});
