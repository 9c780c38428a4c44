/** The policies form: what of it changed. */
import type { Project } from "@/api/types";

const POLICY_NAMES = [
  "name",
  "description",
  "gold_rate",
  "gold_pass_threshold",
  "gold_min_checks",
  "batch_min",
  "batch_max",
  "lease_minutes",
  "break_after_minutes",
  "break_minutes",
  "micro_break_every_minutes",
  "breaks_required",
  "day_cap_minutes",
  "break_trial",
  "trial_break_after_minutes",
  "trial_micro_break_every_minutes",
  "amend_minutes",
  "review_rule",
  "quality_by",
  "gold_feedback",
  "repeat_rate",
  "repeat_after_judgments",
  "repeat_after_minutes",
  "training_required",
  "training_pass_mark",
  "training_retries",
  "training_failure",
  "due_on",
] as const;

export type Policies = Pick<Project, (typeof POLICY_NAMES)[number]>;

export function policiesOf(project: Project): Policies {
  return Object.fromEntries(POLICY_NAMES.map((name) => [name, project[name]])) as Policies;
}

/** Only what differs: a change of one policy must not overwrite what another lead did to the others. */
export function changes(before: Policies, after: Policies): Partial<Policies> {
  return Object.fromEntries(
    POLICY_NAMES.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}

/** What is wrong with the form itself, by field; the server checks all the rest. */
export function problems(policies: Policies): Partial<Record<keyof Policies, string>> {
  const found: Partial<Record<keyof Policies, string>> = {};
  if (policies.name.trim() === "") found.name = "A project needs a name.";
  if (policies.batch_min > policies.batch_max) found.batch_min = "The smallest batch can’t be larger than the largest.";
  return found;
}
