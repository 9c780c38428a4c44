import type { RankingResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { MatrixChart } from "@/components/charts/MatrixChart";
import { Panel } from "@/components/Panel";

import { modelOrder, winCells } from "./shaping";

type Pair = RankingResult["matrix"][number];

const COLUMNS = [
  { key: "a", header: "Model", value: (row: Pair) => row.model_a },
  { key: "b", header: "Against", value: (row: Pair) => row.model_b },
  { key: "wins_a", header: "Wins", value: (row: Pair) => row.wins_a, align: "right" as const },
  { key: "ties", header: "Ties", value: (row: Pair) => row.ties, align: "right" as const },
  { key: "wins_b", header: "Losses", value: (row: Pair) => row.wins_b, align: "right" as const },
  { key: "both_bad", header: "Both bad", value: (row: Pair) => row.both_bad, align: "right" as const },
];

/** Who beats whom, pair by pair: strengths are a summary of this. */
export function WinMatrixPanel({ result }: { result: RankingResult }) {
  const models = modelOrder(result);
  return (
    <Panel>
      <ChartFrame
        title="Head to head"
        hint="Percent of comparisons that the row’s model won against the column’s; a tie counts half."
        rows={result.matrix}
        columns={COLUMNS}
        rowKey={(row) => `${row.model_a} ${row.model_b}`}
        order={2}
      >
        <MatrixChart
          rows={models}
          columns={models}
          cells={winCells(result.matrix)}
          range={[0, 1]}
          label="Win rates, row against column"
          corner="Wins of"
        />
      </ChartFrame>
    </Panel>
  );
}
