import { Text } from "@mantine/core";

import type { Answer, KnownAnswer, Question } from "@/api/types";

const OUTCOMES: Record<string, string> = { a: "A is better", b: "B is better", tie: "a tie", both_bad: "both are bad" };

/** What a value reads as, of a known answer or a given one. */
type Valued = { [Name in keyof Omit<Answer, "question">]?: Answer[Name] | null };

function valueText(answer: Valued): string {
  if (answer.outcome) return OUTCOMES[answer.outcome] ?? answer.outcome;
  const given = answer.score ?? answer.rank ?? answer.choice ?? answer.choices?.join(", ") ?? answer.text ?? "–";
  return `${answer.response ? `${answer.response}: ` : ""}${String(given)}`;
}

/** A title as a label: "Which is better?" goes without its mark before a colon. */
function named(title: string): string {
  return title.replace(/[?:.]$/, "");
}

function knownText(answer: KnownAnswer): string {
  const off = answer.tolerance ? ` (${String(answer.tolerance)} more or less is fine)` : "";
  return [valueText(answer), ...answer.also_accepted.map((outcome) => OUTCOMES[outcome] ?? outcome)].join(" or ") + off;
}

/** What was expected, question by question, in the words of the screen on which it was answered. */
export function KnownAnswers({ known }: { known: readonly KnownAnswer[] }) {
  return (
    <>
      {known.map((answer, index) => (
        <Text key={index} size="sm">
          {named(answer.title)}: <b>{knownText(answer)}</b>
        </Text>
      ))}
    </>
  );
}

/** What the rater answered; with `known`, only to the questions that have a known answer. */
export function OwnAnswers({
  answers,
  known,
  questions,
}: {
  answers: readonly Answer[];
  known?: readonly KnownAnswer[];
  questions: readonly Question[];
}) {
  const asked = known && new Set(known.map((answer) => answer.question));
  return (
    <>
      {answers
        .filter((answer) => !asked || asked.has(answer.question))
        .map((answer, index) => (
          <Text key={index} size="sm">
            {named(questions.find((question) => question.key === answer.question)?.title ?? answer.question)}:{" "}
            <b>{valueText(answer)}</b>
          </Text>
        ))}
    </>
  );
}
