import { Badge, Group } from "@mantine/core";

import type { BiasResult } from "@/api/types";
import { IntervalCell } from "@/components/charts/IntervalCell";
import { asPercent } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { flaggedFirst, spreadWords } from "./shaping";
import { ODDS } from "./SharesPanel";

type Row = BiasResult["raters"][number];

/** A rater's own effect, models held equal, written as odds on a scale of their logarithm. */
function slopeColumn(key: "length_slope" | "side_slope", header: string): Column<Row> {
  return {
    key,
    header,
    value: (row) => row[key]?.value ?? null,
    render: (row) => {
      const estimate = row[key];
      if (!estimate) return "–";
      return <IntervalCell estimate={estimate} label={header} reference={0} range={SLOPES} format={ODDS.format} />;
    },
  };
}

const SLOPES = [-1.5, 1.5] as const;

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
  slopeColumn("length_slope", "Odds by length"),
  slopeColumn("side_slope", "Odds by side"),
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
export function RatersPanel({ raters, spread }: Pick<BiasResult, "raters"> & { spread: BiasResult["rater_spread"] }) {
  const rows = flaggedFirst(raters);
  return (
    <Panel
      title="By rater"
      hint={`The dashed tick is no preference. A flag says that a rater’s interval leaves it; talk with them before you decide anything. Odds hold the models equal, and few votes are drawn to the mean.${spreadWords(spread)}`}
      actions={<CsvButton title="Bias by rater" rows={rows} columns={COLUMNS} />}
    >
      <DataTable rows={rows} columns={COLUMNS} rowKey={(row) => String(row.rater.id)} label="Bias by rater" />
    </Panel>
  );
}
