import { SegmentedControl, Select, SimpleGrid, Stack } from "@mantine/core";
import { useSearchParams } from "react-router";

import type { QuestionAgreement } from "@/api/types";
import { ReportView } from "@/components/reports/ReportView";
import { useProjectId } from "@/lib/useProjectId";

import { CategoryPanel } from "./CategoryPanel";
import { CoefficientPanel } from "./CoefficientPanel";
import { DiagnosisPanel } from "./DiagnosisPanel";
import { DisputedPanel } from "./DisputedPanel";
import { HeadlinePanel } from "./HeadlinePanel";
import { InfluencePanel } from "./InfluencePanel";
import { OverTimePanel } from "./OverTimePanel";
import { PairsPanel } from "./PairsPanel";
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
      {(result) => <Questions projectId={id} questions={result.questions} />}
    </ReportView>
  );
}

function Questions({ projectId, questions }: { projectId: number; questions: QuestionAgreement[] }) {
  const [params, setParams] = useSearchParams();
  const chosen = questions.find((one) => one.question === params.get("question")) ?? questions[0];
  if (!chosen) return null;
  const choose = (key: string | null) => {
    setParams(key ? { question: key } : {}, { replace: true });
  };
  const data = questions.map((one) => ({ value: one.question, label: one.title }));
  return (
    <Stack gap="lg">
      {questions.length > 4 ? (
        <Select
          label="Question"
          data={data}
          value={chosen.question}
          onChange={choose}
          maw={420}
          allowDeselect={false}
        />
      ) : null}
      {questions.length > 1 && questions.length <= 4 ? (
        <SegmentedControl
          aria-label="Question"
          data={data}
          value={chosen.question}
          onChange={choose}
          style={{ alignSelf: "flex-start" }}
        />
      ) : null}
      <QuestionPanels key={chosen.question} projectId={projectId} question={chosen} />
    </Stack>
  );
}

function QuestionPanels({ projectId, question }: { projectId: number; question: QuestionAgreement }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <HeadlinePanel question={question} />
        <CoefficientPanel question={question} />
      </SimpleGrid>
      <DiagnosisPanel question={question} />
      <SlicesPanel question={question} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <PairsPanel question={question} />
        <InfluencePanel question={question} />
      </SimpleGrid>
      <OverTimePanel question={question} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <CategoryPanel question={question} />
        <DisputedPanel projectId={projectId} question={question} />
      </SimpleGrid>
    </>
  );
}
