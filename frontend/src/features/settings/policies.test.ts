import { expect, test } from "vitest";

import { changes, type Policies, problems } from "./policies";

const policies: Policies = {
  name: "Study",
  description: "",
  gold_rate: 0.1,
  gold_pass_threshold: 0.5,
  gold_min_checks: 10,
  batch_min: 3,
  batch_max: 10,
  lease_minutes: 60,
  break_after_minutes: 50,
  break_minutes: 10,
  micro_break_every_minutes: 0,
  breaks_required: false,
  day_cap_minutes: 480,
  break_trial: false,
  trial_break_after_minutes: 25,
  trial_micro_break_every_minutes: 0,
  amend_minutes: 1440,
  review_rule: "no_majority",
  quality_by: "gold",
  gold_feedback: "never",
  repeat_rate: 0,
  repeat_after_judgments: 20,
  repeat_after_minutes: 30,
  training_required: 0,
  training_pass_mark: 0.7,
  training_retries: 1,
  training_failure: "pause",
  due_on: null,
};

test("only what changed is sent", () => {
  expect(changes(policies, { ...policies, batch_max: 12 })).toEqual({ batch_max: 12 });
  expect(changes(policies, policies)).toEqual({});
});

test("an empty name and crossed batch sizes are named at their fields", () => {
  expect(Object.keys(problems({ ...policies, name: " ", batch_min: 11 }))).toEqual(["name", "batch_min"]);
  expect(problems(policies)).toEqual({});
});
