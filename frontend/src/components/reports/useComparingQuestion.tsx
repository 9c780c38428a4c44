import type { ReactNode } from "react";
import { useSearchParams } from "react-router";

import { useProject } from "@/api/projects";

import { comparingQuestions } from "./comparing";
import { QuestionChoice } from "./QuestionChoice";

/** The question in the address, or the default where there is none, and what chooses another where there is a choice. */
export function useComparingQuestion(projectId: number): { question: string | undefined; chooser: ReactNode } {
  const project = useProject(projectId);
  const [params, setParams] = useSearchParams();
  const { questions, standard } = comparingQuestions(project.data?.questions ?? []);
  const asked = questions.find((one) => one.key === params.get("question"))?.key;
  const chosen = asked ?? standard;
  const choose = (key: string) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set("question", key);
        return next;
      },
      { replace: true },
    );
  };
  const choice = questions.length > (chosen === null ? 0 : 1);
  return {
    question: chosen ?? undefined,
    chooser: choice ? <QuestionChoice questions={questions} value={chosen} onChoose={choose} /> : null,
  };
}
