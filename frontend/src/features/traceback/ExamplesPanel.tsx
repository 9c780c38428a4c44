import { Anchor, Text } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "react-router";

import type { TracebackResult } from "@/api/types";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { fixed } from "@/lib/numbers";

type Row = TracebackResult["examples"][number];

/** The items to read: the scorer is sure, and the raters say otherwise. */
export function ExamplesPanel({ projectId, examples }: { projectId: number; examples: Row[] }) {
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: "item",
        header: "Item",
        value: (row) => row.external_id,
        render: (row) => (
          <Anchor component={Link} to={`/projects/${String(projectId)}/items/${String(row.item)}`} size="sm">
            {row.external_id}
          </Anchor>
        ),
      },
      {
        key: "margin",
        header: "Margin",
        value: (row) => row.margin,
        render: (row) => fixed(row.margin, 2),
        align: "right",
      },
      {
        key: "against",
        header: "Votes against",
        value: (row) => row.against,
        render: (row) => `${String(row.against)} of ${String(row.votes)}`,
        align: "right",
      },
    ],
    [projectId],
  );
  return (
    <Panel
      title="Read these first"
      hint="The scorer’s clearest margins among the items whose votes contradict it by half or more."
      actions={examples.length > 0 ? <CsvButton title="Contradicted items" rows={examples} columns={columns} /> : null}
    >
      {examples.length > 0 ? (
        <DataTable
          rows={examples}
          columns={columns}
          rowKey={(row) => String(row.item)}
          label="Contradicted items"
          maxHeight={420}
        />
      ) : (
        <Text size="sm" c="dimmed">
          No item’s votes contradict the scorer by half or more.
        </Text>
      )}
    </Panel>
  );
}
