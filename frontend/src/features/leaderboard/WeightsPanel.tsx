import { IntervalCell } from "@/components/charts/IntervalCell";
import { asDecimal } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { type Weighed, weightsFinding } from "./shaping";

type Row = Weighed["raters"][number];

const RANGE = [-1, 3] as const;
const COLUMNS: Column<Row>[] = [
  { key: "rater", header: "Rater", value: (row) => row.rater.alias },
  {
    key: "n",
    header: "Votes",
    value: (row) => row.weight.n_judgments,
    render: (row) => count(row.weight.n_judgments),
    align: "right",
  },
  {
    key: "weight",
    header: "Weight",
    value: (row) => row.weight.value,
    render: (row) => (
      <IntervalCell
        estimate={row.weight}
        label="Weight"
        reference={0}
        range={RANGE}
        format={asDecimal}
        flagged={row.weight.low !== null && row.weight.low <= 0}
      />
    ),
  },
  { key: "low", header: "Low", value: (row) => row.weight.low, align: "right" },
  { key: "high", header: "High", value: (row) => row.weight.high, align: "right" },
];

/** Whose votes follow the strengths and whose don't: what the weighed ranking is made with. */
export function WeightsPanel({ weighed }: { weighed: Weighed }) {
  return (
    <Panel
      title="Raters’ weights"
      hint={`How well each rater’s votes follow the strengths that all votes give: 1 is the average rater, 0 is chance (the dashed tick). ${weightsFinding(weighed)} A light rater may also see what others miss: look at the votes before you decide anything.`}
      actions={<CsvButton title="Raters’ weights" rows={weighed.raters} columns={COLUMNS} />}
    >
      <DataTable
        rows={weighed.raters}
        columns={COLUMNS}
        rowKey={(row) => String(row.rater.id)}
        label="Raters’ weights, the lightest first"
      />
    </Panel>
  );
}
