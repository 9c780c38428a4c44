/** What was answered and found, in words. */
import type { Answer, CaseRow, Question } from "@/api/types";
import type { Field } from "@/components/answering/fields";
import { optionsOf, strengthsOf } from "@/components/answering/options";

/** "A is better, clearly", "Tie", "4 (good)", "rank 2", "Wrong fact, Rude", or the text itself. */
export function answerWords(answer: Answer, questions: readonly Question[], responses: number): string {
  const question = questions.find((one) => one.key === answer.question);
  if (!question) return "";
  const about = answer.response ? `${answer.response}: ` : "";
  if (answer.text != null) return answer.text;
  if (answer.rank != null) return `${about}rank ${String(answer.rank)}`;
  if (answer.score != null) {
    const label = question.scale_labels[String(answer.score)];
    return `${about}${String(answer.score)}${label ? ` (${label})` : ""}`;
  }
  const field: Field = { id: question.key, question, response: answer.response ?? null };
  const taken = answer.choices ?? (answer.choice == null ? [] : [answer.choice]);
  const value = { outcome: answer.outcome, strength: answer.strength, choices: taken };
  const chosen = optionsOf(field, responses).filter((option) => option.chosen(value));
  const strength = strengthsOf(field).find((option) => option.chosen(value));
  const words = chosen.map((option) => option.label).join(", ");
  return `${about}${words}${strength ? `, ${strength.label.toLowerCase()}` : ""}`;
}

type Tally = { question: string; response: number | null; counts: Record<string, number> };

/** "preference: a 1, b 1, tie 1" for a disagreement; empty for what a person raised. */
export function evidenceWords(row: Pick<CaseRow, "evidence">): string {
  const found = (row.evidence as { disputed?: Tally[] }).disputed ?? [];
  return found
    .map(({ question, response, counts }) => {
      const place = response === null ? question : `${question} of ${String.fromCharCode(65 + response)}`;
      const said = Object.entries(counts).map(([value, n]) => `${value.replace("_", " ")} ${String(n)}`);
      return `${place}: ${said.join(", ")}`;
    })
    .join("; ");
}

export const FLAGS: Record<string, string> = {
  guideline_silent: "The guideline doesn’t say",
  broken: "It is shown broken",
  harmful: "The content is harmful",
  wrong_language: "The language is wrong",
  unanswerable: "The prompt can’t be answered",
  other: "Something else",
};
