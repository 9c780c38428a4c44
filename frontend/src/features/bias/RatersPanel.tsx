import { Badge, Group, Text } from "@mantine/core";

import type { BiasResult, Estimate } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asPercent } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { flaggedFirst } from "./shaping";

type Row = BiasResult["raters"][number];

function Share({ estimate, label, flagged }: { estimate: Estimate; label: string; flagged?: boolean }) {
  if (estimate.value === null) {
    return (
      <Text span size="sm" c="dimmed" title={estimate.reason ?? undefined}>
        unknown
      </Text>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <InlineInterval estimate={estimate} label={label} reference={0.5} flagged={flagged ?? false} />
      <Text span size="sm" w={46} ta="end">
        {asPercent(estimate.value)}
      </Text>
    </Group>
  );
}

const COLUMNS: Column<Row>[] = [
  { key: "rater", header: "Rater", value: (row) => row.rater.alias },
  { key: "n", header: "Comparisons", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
  {
    key: "longer",
    header: "Longer wins",
    value: (row) => row.longer_wins.value,
    render: (row) => <Share estimate={row.longer_wins} label="Longer wins" flagged={row.length_flag} />,
  },
  {
    key: "first",
    header: "First shown wins",
    value: (row) => row.first_wins.value,
    render: (row) => <Share estimate={row.first_wins} label="First shown wins" flagged={row.side_flag} />,
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
