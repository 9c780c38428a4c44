/** From an item's judgments to who said what on one question. */
import type { ItemDetail } from "@/api/types";
import { answerText } from "@/components/answers";

/** One judgment: the rater's alias, what they answered to the question, and what they wrote. */
export interface Voice {
  key: string;
  rater: string;
  answer: string;
  rationale: string;
  at: string;
}

/** The voices that count, and how many judgments are kept without counting. */
export function voices(
  judgments: ItemDetail["judgments_list"],
  question: string,
): { counted: Voice[]; others: number } {
  const counts = judgments.filter((judgment) => !judgment.surplus && !judgment.quarantined);
  const counted = counts.flatMap((judgment) => {
    const answers = judgment.answers.filter((answer) => answer.question === question);
    if (answers.length === 0) return [];
    const written = judgment.answers.filter((answer) => answer.text);
    return [
      {
        key: String(judgment.id),
        rater: judgment.rater.alias,
        answer: answers.map(answerText).join(", "),
        rationale: written.map((answer) => answer.text).join("\n\n"),
        at: judgment.submitted_at,
      },
    ];
  });
  return { counted, others: judgments.length - counts.length };
}
