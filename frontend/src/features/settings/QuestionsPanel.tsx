import type { Question } from "@/api/types";
import { Panel } from "@/components/Panel";
import { QuestionList } from "@/components/QuestionList";

/** What raters are asked. Questions are fixed once the project exists, so that answers stay comparable. */
export function QuestionsPanel({ questions }: { questions: readonly Question[] }) {
  return (
    <Panel title="Questions" hint="Fixed since the project was made, so that all answers can be compared.">
      <QuestionList questions={questions} />
    </Panel>
  );
}
