import { Text } from "@mantine/core";
import { useMemo } from "react";

import type { OverTimePart, QuestionOverview } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { TimeBandChart } from "@/components/charts/TimeBandChart";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";

import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { timePoints } from "./shaping";

type Window = OverTimePart["windows"][number];

const COLUMNS = [
  { key: "from", header: "From", value: (row: Window) => row.from },
  { key: "to", header: "To", value: (row: Window) => row.to },
  { key: "items", header: "Items", value: (row: Window) => row.n_items, align: "right" as const },
  { key: "alpha", header: "Alpha", value: (row: Window) => row.alpha.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: Window) => row.alpha.low, align: "right" as const },
  { key: "high", header: "High", value: (row: Window) => row.alpha.high, align: "right" as const },
];
const ALPHA = [-1, 1] as const;

/** Is agreement rising or falling: alpha of the items finished in each window. */
export function OverTimePanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const part = useReportPart({ reportId, question: question.question }, "over-time");
  return (
    <PartPanel title="Over time" part={part}>
      {(data) => <OverTime question={question} reportId={reportId} windows={data.windows} />}
    </PartPanel>
  );
}

function OverTime({
  question,
  reportId,
  windows,
}: {
  question: QuestionOverview;
  reportId: number;
  windows: OverTimePart["windows"];
}) {
  const points = useMemo(() => timePoints(windows), [windows]);
  const overall = question.krippendorff_alpha.value;
  const reference = useMemo(() => (overall === null ? undefined : { value: overall, label: "all items" }), [overall]);
  if (points.length < 2) {
    return (
      <Panel title="Over time">
        <Text c="dimmed" size="sm">
          All judgments so far fall into one window. Agreement over time appears once they spread over more days.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel>
      <ChartFrame
        title="Over time"
        hint="Each point is the agreement on the items whose last judgment fell into that window; the band is its interval."
        rows={windows}
        columns={COLUMNS}
        rowKey={(row) => row.from}
        order={2}
        download={<PartDownload reportId={reportId} question={question.question} part="over_time" title="Over time" />}
      >
        <TimeBandChart
          points={points}
          axis="Krippendorff’s alpha"
          label={`Krippendorff’s alpha over ${String(points.length)} windows of time, with intervals.`}
          bounds={ALPHA}
          {...(reference ? { reference } : {})}
        />
      </ChartFrame>
    </Panel>
  );
}
