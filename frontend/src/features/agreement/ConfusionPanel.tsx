import { Text } from "@mantine/core";

import { ApiError } from "@/api/errors";
import type { QuestionOverview } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";

import { ConfusionMatrix } from "./ConfusionMatrix";
import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { CONFUSION_COLUMNS, confusionRows, worstConfusion } from "./shaping";

/** Which categories are taken for one another, by all raters together. */
export function ConfusionPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const part = useReportPart({ reportId, question: question.question }, "confusion");
  if (part.error instanceof ApiError && part.error.code === "no_part") {
    return (
      <Panel title="Categories confused">
        <Text size="sm" c="dimmed">
          {question.categories.length > 20
            ? "There are more than 20 categories: the table would be too large to read."
            : "This report was made before confusions were measured. Run it again to see them."}
        </Text>
      </Panel>
    );
  }
  return (
    <PartPanel title="Categories confused" part={part}>
      {(data) => (
        <Panel>
          <ChartFrame
            title="Categories confused"
            hint={`When one rater says the row, how often another rater of the item says the column. ${worstConfusion(data) ?? ""}`}
            rows={confusionRows(data)}
            columns={CONFUSION_COLUMNS}
            rowKey={(row) => `${row.said} → ${row.other}`}
            order={2}
            download={
              <PartDownload
                reportId={reportId}
                question={question.question}
                part="confusion"
                title="Categories confused"
              />
            }
          >
            <ConfusionMatrix part={data} />
          </ChartFrame>
        </Panel>
      )}
    </PartPanel>
  );
}
