import { SimpleGrid, Stack } from "@mantine/core";
import { useSearchParams } from "react-router";

import { useProject } from "@/api/projects";
import type { QuestionOverview } from "@/api/types";
import { QuestionChoice } from "@/components/reports/QuestionChoice";
import { ReportView } from "@/components/reports/ReportView";
import { useProjectId } from "@/lib/useProjectId";

import { CategoryPanel } from "./CategoryPanel";
import { CoefficientPanel } from "./CoefficientPanel";
import { ComparePanel } from "./ComparePanel";
import { ConfusionPanel } from "./ConfusionPanel";
import { DiagnosisPanel } from "./DiagnosisPanel";
import { DisputedPanel } from "./DisputedPanel";
import { HeadlinePanel } from "./HeadlinePanel";
import { OverTimePanel } from "./OverTimePanel";
import { PairsPanel } from "./PairsPanel";
import { RatersPanel } from "./RatersPanel";
import { SlicesPanel } from "./SlicesPanel";

/** Can these judgments be trusted: agreement per question, with its interval, and where it breaks. */
export function AgreementPage() {
  const id = useProjectId();
  return (
    <ReportView
      projectId={id}
      kind="agreement"
      title="Agreement"
      text="How far raters agree beyond chance, how sure that is, and where it breaks."
      promise="A report measures how far raters agree beyond chance, with intervals, per question, rater and slice. It needs items that two or more raters judged."
    >
      {(result, report) => <Questions projectId={id} reportId={report.id} questions={result.questions} />}
    </ReportView>
  );
}

interface QuestionsProps {
  projectId: number;
  reportId: number;
  questions: QuestionOverview[];
}

function Questions({ projectId, reportId, questions }: QuestionsProps) {
  const [params, setParams] = useSearchParams();
  const chosen = questions.find((one) => one.question === params.get("question")) ?? questions[0];
  if (!chosen) return null;
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
  return (
    <Stack gap="lg">
      {questions.length > 1 ? (
        <QuestionChoice
          questions={questions.map((one) => ({ key: one.question, title: one.title }))}
          value={chosen.question}
          onChoose={choose}
        />
      ) : null}
      <QuestionPanels key={chosen.question} projectId={projectId} reportId={reportId} question={chosen} />
    </Stack>
  );
}

function QuestionPanels({ projectId, reportId, question }: Omit<QuestionsProps, "questions"> & QuestionProps) {
  const project = useProject(projectId);
  const about = { question, reportId };
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <HeadlinePanel question={question} />
        <CoefficientPanel {...about} />
      </SimpleGrid>
      <DiagnosisPanel {...about} />
      <SlicesPanel {...about} />
      <PairsPanel {...about} />
      <RatersPanel {...about} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <ConfusionPanel {...about} />
        <CategoryPanel {...about} />
      </SimpleGrid>
      <DisputedPanel projectId={projectId} {...about} />
      <OverTimePanel {...about} />
      <ComparePanel
        projectId={projectId}
        question={question}
        mayRun={project.data?.abilities.request_report === true}
      />
    </>
  );
}

interface QuestionProps {
  question: QuestionOverview;
}
