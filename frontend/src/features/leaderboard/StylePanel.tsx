import type { RankingResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart } from "@/components/charts/IntervalChart";
import { asDecimal, intervalText, type IntervalRow } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";

import { styleRows } from "./shaping";

const NONE = { value: 0, label: "no effect" };
const COLUMNS = [
  { key: "feature", header: "Feature", value: (row: IntervalRow) => row.label },
  {
    key: "effect",
    header: "Effect on the log odds",
    value: (row: IntervalRow) => row.value,
    render: (row: IntervalRow) => intervalText(row, asDecimal),
  },
  { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
];

/** What raters pay for beside the models: length and Markdown, each with the others held equal. */
export function StylePanel({ result }: { result: RankingResult }) {
  if (!result.style_controlled) return null;
  return (
    <Panel>
      <ChartFrame
        title="Effects of style"
        hint="By how much a response with more of it is preferred, models and the other features held equal; per standard deviation of the difference."
        rows={styleRows(result)}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
      >
        <IntervalChart
          rows={styleRows(result)}
          axis="Log odds per standard deviation"
          label="Effects of length, headers, lists and bold text on being preferred, with intervals."
          reference={NONE}
        />
      </ChartFrame>
    </Panel>
  );
}
