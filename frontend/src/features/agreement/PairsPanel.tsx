import { SegmentedControl, Text } from "@mantine/core";

import type { PairsPart, QuestionOverview } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { MatrixChart } from "@/components/charts/MatrixChart";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";
import { useAddressed } from "@/lib/useAddressed";

import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { kappaRange, type Measure, measuresOf, named, pairCells, raterOrder } from "./shaping";

const NAMES: Record<Measure, string> = {
  plain: "Kappa",
  linear: "Linear kappa",
  quadratic: "Quadratic kappa",
  percent_agreement: "Percent",
};
const MEANING: Record<Measure, string> = {
  plain: "Cohen’s kappa of each pair",
  linear: "Cohen’s kappa of each pair, disagreements weighted by their distance",
  quadratic: "Cohen’s kappa of each pair, disagreements weighted by their squared distance",
  percent_agreement: "How often each pair says the same, chance included",
};
const MOST_RATERS = 24;

/** Who agrees with whom: Cohen's kappa, or percent agreement, of every rater pair. */
export function PairsPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const part = useReportPart({ reportId, question: question.question }, "pairs");
  return (
    <PartPanel title="Rater by rater" part={part} height={320}>
      {(data) => <Pairs question={question} reportId={reportId} part={data} />}
    </PartPanel>
  );
}

function Pairs({ question, reportId, part }: { question: QuestionOverview; reportId: number; part: PairsPart }) {
  const [asked, setWanted] = useAddressed("pairs");
  const usual: Measure = question.level === "nominal" ? "plain" : "quadratic";
  const pairs = named(part);
  const offered = measuresOf(pairs);
  const measure = offered.find((one) => one === (asked ?? usual)) ?? "plain";
  if (pairs.length === 0) {
    return (
      <Panel title="Rater by rater">
        <Text c="dimmed" size="sm">
          No two raters have judged the same item yet. Raise the project’s overlap, so that items get more than one
          judgment.
        </Text>
      </Panel>
    );
  }
  const raters = raterOrder(pairs, measure, MOST_RATERS);
  const shown = raters.slice(0, MOST_RATERS);
  const cells = pairCells(pairs, measure);
  const right = { align: "right" as const };
  const columns = [
    { key: "a", header: "Rater", value: (pair: (typeof pairs)[number]) => pair.a },
    { key: "b", header: "With", value: (pair: (typeof pairs)[number]) => pair.b },
    { key: "value", header: NAMES[measure], value: (pair: (typeof pairs)[number]) => pair[measure]?.value, ...right },
    { key: "low", header: "Low", value: (pair: (typeof pairs)[number]) => pair[measure]?.low, ...right },
    { key: "high", header: "High", value: (pair: (typeof pairs)[number]) => pair[measure]?.high, ...right },
    { key: "n", header: "Shared", value: (pair: (typeof pairs)[number]) => pair.n, ...right },
  ];
  const few =
    raters.length > MOST_RATERS
      ? ` The ${String(MOST_RATERS)} of ${String(raters.length)} raters who agree least; all are in the table.`
      : "";
  return (
    <Panel>
      <ChartFrame
        title="Rater by rater"
        hint={`${MEANING[measure]}, on the items both judged.${few}`}
        rows={pairs}
        columns={columns}
        rowKey={(pair) => `${pair.a} & ${pair.b}`}
        order={2}
        download={<PartDownload reportId={reportId} question={question.question} part="pairs" title="Rater by rater" />}
      >
        <SegmentedControl
          size="xs"
          aria-label="What is compared"
          data={offered.map((one) => ({ value: one, label: NAMES[one] }))}
          value={measure}
          onChange={setWanted}
          style={{ alignSelf: "flex-start" }}
        />
        <MatrixChart
          rows={shown}
          columns={shown}
          cells={cells}
          range={kappaRange(cells)}
          label={`${NAMES[measure]} by rater pair`}
          corner="Rater"
        />
      </ChartFrame>
    </Panel>
  );
}
