/** Changes of a project in words. */
import type { ProjectChange } from "@/api/types";

type Change = Pick<ProjectChange, "kind" | "subject" | "changes">;

const NAMES: Record<string, string> = {
  name: "Name",
  description: "Description",
  overlap: "Overlap",
  gold_rate: "Gold rate",
  gold_pass_threshold: "Pause below",
  gold_min_checks: "Checks before a verdict",
  batch_min: "Smallest batch",
  batch_max: "Largest batch",
  lease_minutes: "Lease, minutes",
  break_after_minutes: "Break suggested after, minutes",
  due_on: "Due date",
  amend_minutes: "Corrections, minutes",
  review_rule: "Review when raters differ",
  state: "State",
  guideline: "Guideline version",
  title: "Question",
  help_text: "Help",
  required: "Needs an answer",
  scale_min: "Lowest score",
  scale_max: "Highest score",
  scale_labels: "Labels of scores",
  choices: "Choices",
  strength_levels: "Levels of strength",
  allow_tie: "Ties",
  allow_both_bad: "Both bad",
};

export function changeTitle({ kind, subject }: Change): string {
  switch (kind) {
    case "created":
      return "The project was made";
    case "settings":
      return "Policies";
    case "state":
      return "State";
    case "guideline":
      return "Guideline published";
    case "question_added":
      return `Question “${subject}” added`;
    case "question_edited":
      return `Question “${subject}” edited`;
    case "question_retired":
      return `Question “${subject}” retired`;
  }
}

/** "Overlap: 3 → 5", one line for each field; a question that came or went says its words. */
export function changeWords({ kind, changes }: Change): string[] {
  return Object.entries(changes).map(([name, [from, to]]) => {
    if (kind === "question_added") return shown(to);
    if (kind === "question_retired") return shown(from);
    return `${NAMES[name] ?? name}: ${shown(from)} → ${shown(to)}`;
  });
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.map((one: unknown) => labelOf(one)).join(", ") || "–";
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([step, label]) => `${step} ${String(label)}`);
    return parts.join(", ") || "–";
  }
  return typeof value === "string" ? value.replace("_", " ") : String(value as number);
}

function labelOf(choice: unknown): string {
  if (typeof choice === "object" && choice !== null && "label" in choice) return String(choice.label);
  return String(choice);
}
