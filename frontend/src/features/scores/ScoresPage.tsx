import { SegmentedControl, Text } from "@mantine/core";

import type { ScoresResult } from "@/api/types";
import { Panel } from "@/components/Panel";
import { ReportView } from "@/components/reports/ReportView";
import { useAddressed } from "@/lib/useAddressed";
import { useProjectId } from "@/lib/useProjectId";

import { MeansPanel } from "./MeansPanel";
import { RatersPanel } from "./RatersPanel";

/** How good responses are by themselves, scale by scale, whoever happened to score them. */
export function ScoresPage() {
  const id = useProjectId();
  return (
    <ReportView
      projectId={id}
      kind="scores"
      title="Scores"
      text="How high each model scores on each scale, as scored and with the raters’ severity removed."
      promise="A report gives each model’s mean on every scale with its interval, and shows which raters are strict, mild or erratic. It needs a Likert question and items whose responses name their models."
    >
      {(result) => <Scores result={result} />}
    </ReportView>
  );
}

function Scores({ result }: { result: ScoresResult }) {
  const [picked, setPicked] = useAddressed("scale");
  const scale = result.questions.find((one) => one.question === picked) ?? result.questions[0];
  if (!scale) {
    return (
      <Panel title="No scale to look at">
        <Text>{result.reason}</Text>
      </Panel>
    );
  }
  return (
    <>
      {result.questions.length > 1 ? (
        <SegmentedControl
          aria-label="Scale"
          data={result.questions.map((one) => ({ value: one.question, label: one.title }))}
          value={scale.question}
          onChange={setPicked}
          style={{ alignSelf: "flex-start" }}
        />
      ) : null}
      {scale.reason === null ? (
        <>
          <MeansPanel scale={scale} />
          <RatersPanel scale={scale} />
        </>
      ) : (
        <Panel title={scale.title}>
          <Text>{scale.reason}</Text>
        </Panel>
      )}
      {scale.notes.map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
    </>
  );
}
