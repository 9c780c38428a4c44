import { Badge, Group } from "@mantine/core";
import { useMemo } from "react";

import { IntervalCell } from "@/components/charts/IntervalCell";
import { asDecimal } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { type Scale, stands } from "./shaping";

type Row = Scale["raters"][number];

/** How each rater uses the scale: strict or mild, steady or erratic. */
export function RatersPanel({ scale }: { scale: Scale }) {
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: "rater",
        header: "Rater",
        value: (row) => row.rater.alias,
        render: (row) => {
          const word = stands(row.severity);
          return (
            <Group gap="xs" wrap="nowrap">
              {row.rater.alias}
              {word ? (
                <Badge color="gold" variant="light" style={{ flexShrink: 0 }}>
                  {word}
                </Badge>
              ) : null}
            </Group>
          );
        },
      },
      { key: "n", header: "Scores", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
      {
        key: "severity",
        header: "Above the average rater",
        value: (row) => row.severity.value,
        render: (row) => (
          <IntervalCell
            estimate={row.severity}
            label={`Severity of ${row.rater.alias}`}
            range={[-2, 2]}
            reference={0}
            format={asDecimal}
            flagged={stands(row.severity) !== null}
            right
          />
        ),
        align: "right",
      },
      {
        key: "spread",
        header: "Spread",
        value: (row) => row.spread,
        render: (row) => asDecimal(row.spread),
        align: "right",
      },
    ],
    [],
  );
  if (scale.raters.length === 0) return null;
  return (
    <Panel
      title="Raters"
      hint="Points by which a rater scores above or below the others on the same models, and how far their scores scatter around that. Strictness is taken out of the means; scatter is not a fault that can be."
      actions={<CsvButton title={`Raters on ${scale.title}`} rows={scale.raters} columns={columns} />}
    >
      <DataTable
        rows={scale.raters}
        columns={columns}
        rowKey={(row) => String(row.rater.id)}
        label={`Raters on ${scale.title}`}
        maxHeight={420}
      />
    </Panel>
  );
}
