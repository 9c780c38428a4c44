import type { ConfusionPart } from "@/api/types";
import { MatrixChart } from "@/components/charts/MatrixChart";

import { confusionCells } from "./shaping";

/** Row: what one says; column: what the others say. */
export function ConfusionMatrix({ part }: { part: ConfusionPart }) {
  const { cells, names } = confusionCells(part);
  const who = part.rater ? part.rater.alias : "One rater";
  return (
    <MatrixChart
      rows={names}
      columns={names}
      cells={cells}
      range={[0, 1]}
      label={`${who} says the row, the others say the column`}
      corner={`${who} ↓ others →`}
      withDiagonal
    />
  );
}
