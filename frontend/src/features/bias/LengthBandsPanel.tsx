import { useMemo } from "react";

import type { BiasResult } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { IntervalChart } from "@/components/charts/IntervalChart";
import { asPercent, type IntervalRow } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";

import { bandRows } from "./shaping";

const COLUMNS = [
  { key: "band", header: "Length difference", value: (row: IntervalRow) => row.label, sortable: false },
  { key: "share", header: "Longer wins", value: (row: IntervalRow) => row.value, align: "right" as const },
  { key: "low", header: "Low", value: (row: IntervalRow) => row.low, align: "right" as const },
  { key: "high", header: "High", value: (row: IntervalRow) => row.high, align: "right" as const },
  { key: "n", header: "Behind it", value: (row: IntervalRow) => row.detail },
];
const HALF = { value: 0.5, label: "no preference" };
const SHARE = [0, 1] as const;

/** Does a larger difference in length win more often: a rising row of dots says yes. */
export function LengthBandsPanel({ bands }: { bands: BiasResult["length_bands"] }) {
  const rows = useMemo(() => bandRows(bands), [bands]);
  if (rows.length === 0) return null;
  return (
    <Panel>
      <ChartFrame
        title="By difference in length"
        hint="How often the longer response wins, by how much longer it is. Part of this can be quality: compare with the controlled effect."
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
      >
        <IntervalChart
          rows={rows}
          axis="Longer response wins"
          format={asPercent}
          label="How often the longer response wins, by difference in length, with intervals."
          reference={HALF}
          bounds={SHARE}
        />
      </ChartFrame>
    </Panel>
  );
}
