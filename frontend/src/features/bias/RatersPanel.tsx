import { Badge, Group } from "@mantine/core";

import type { BiasResult } from "@/api/types";
import { IntervalCell } from "@/components/charts/IntervalCell";
import { asPercent } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { flaggedFirst } from "./shaping";

type Row = BiasResult["raters"][number];

const COLUMNS: Column<Row>[] = [
  { key: "rater", header: "Rater", value: (row) => row.rater.alias },
  { key: "n", header: "Comparisons", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
  {
    key: "longer",
    header: "Longer wins",
    value: (row) => row.longer_wins.value,
    render: (row) => (
      <IntervalCell estimate={row.longer_wins} label="Longer wins" reference={0.5} flagged={row.length_flag} />
    ),
  },
  {
    key: "first",
    header: "First shown wins",
    value: (row) => row.first_wins.value,
    render: (row) => (
      <IntervalCell estimate={row.first_wins} label="First shown wins" reference={0.5} flagged={row.side_flag} />
    ),
  },
  {
    key: "ties",
    header: "Ties",
    value: (row) => row.tie_rate.value,
    render: (row) => (row.tie_rate.value === null ? "unknown" : asPercent(row.tie_rate.value)),
    align: "right",
  },
  {
    key: "flags",
    header: "Flags",
    value: (row) => [row.length_flag ? "length" : "", row.side_flag ? "side" : ""].filter(Boolean).join(" "),
    render: (row) => (
      <Group gap={4} wrap="nowrap">
        {row.length_flag ? (
          <Badge color="gold" variant="light">
            length
          </Badge>
        ) : null}
        {row.side_flag ? (
          <Badge color="gold" variant="light">
            side
          </Badge>
        ) : null}
      </Group>
    ),
  },
];

/** Which raters carry the bias: their own shares on one scale, flags first. */
export function RatersPanel({ raters }: { raters: BiasResult["raters"] }) {
  const rows = flaggedFirst(raters);
  return (
    <Panel
      title="By rater"
      hint="The dashed tick is 50 %. A flag says that a rater’s interval leaves it; talk with them before you decide anything."
      actions={<CsvButton title="Bias by rater" rows={rows} columns={COLUMNS} />}
    >
      <DataTable rows={rows} columns={COLUMNS} rowKey={(row) => String(row.rater.id)} label="Bias by rater" />
    </Panel>
  );
}
