/** A question's form in words. */

interface Asked {
  kind: string;
  required: boolean;
  per_response: boolean;
  allow_tie: boolean;
  allow_both_bad: boolean;
  strength_levels: number;
  scale_min: number;
  scale_max: number;
  scale_labels: Record<string, string>;
  choices: { value: string; label: string }[];
  multiple: boolean;
}

/** "A, B, tie or both bad; strength in 3 levels", "1 (bad) to 5 (good), for each response; optional". */
export function describeQuestion(question: Asked): string {
  const parts = [form(question)];
  if (question.per_response) parts.push("for each response");
  if (!question.required) parts.push("optional");
  return parts.join("; ");
}

function form(question: Asked): string {
  switch (question.kind) {
    case "preference": {
      const answers = [
        "A",
        "B",
        ...(question.allow_tie ? ["tie"] : []),
        ...(question.allow_both_bad ? ["both bad"] : []),
      ];
      const strength = question.strength_levels > 0 ? `; strength in ${String(question.strength_levels)} levels` : "";
      return `${answers.slice(0, -1).join(", ")} or ${answers.at(-1) ?? ""}${strength}`;
    }
    case "likert":
      return `${end(question, question.scale_min)} to ${end(question, question.scale_max)}`;
    case "choice": {
      const labels = question.choices.map((choice) => choice.label).join(", ");
      return `${question.multiple ? "Any of" : "One of"}: ${labels}`;
    }
    case "ranking":
      return question.allow_tie ? "Responses in order, ties allowed" : "Responses in order";
    default:
      return "In their own words";
  }
}

function end(question: Asked, score: number): string {
  const label = question.scale_labels[String(score)];
  return label ? `${String(score)} (${label})` : String(score);
}
