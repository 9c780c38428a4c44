/** The form of who gets what: what of it changed, and what is wrong with it. */
import type { Project } from "@/api/types";

const SERVING_NAMES = [
  "overlap_mode",
  "overlap",
  "overlap_min",
  "overlap_share",
  "overlap_confidence",
  "max_judgments",
  "max_judgments_per_day",
  "max_per_prompt",
  "fair_share",
  "telling_first",
  "requirement_rules",
] as const;

export type Serving = Pick<Project, (typeof SERVING_NAMES)[number]>;

export function servingOf(project: Project): Serving {
  return Object.fromEntries(SERVING_NAMES.map((name) => [name, project[name]])) as Serving;
}

/** Only what differs: a change of one policy must not overwrite what another lead did to the others. */
export function servingChanges(before: Serving, after: Serving): Partial<Serving> {
  return Object.fromEntries(
    SERVING_NAMES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [
      name,
      after[name],
    ]),
  );
}

/** What is wrong with the form itself, by the paths that the server uses; the server checks all the rest. */
export function servingProblems(form: Serving): Record<string, string> {
  const found: Record<string, string> = {};
  if (form.overlap_mode !== "fixed" && form.overlap_min > form.overlap) {
    found.overlap_min = `Can’t be above ${String(form.overlap)}, the larger number.`;
  }
  form.requirement_rules.forEach((rule, index) => {
    const path = `requirement_rules.${String(index)}`;
    if (rule.slice.trim() === "") found[`${path}.slice`] = "Which slice?";
    if (rule.value.trim() === "") found[`${path}.value`] = "Which value?";
    if (rule.requires.length === 0) found[`${path}.requires`] = "What does it need?";
  });
  return found;
}
