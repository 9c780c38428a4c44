import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import type { RankingResult } from "@/api/types";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count, fixed } from "@/lib/numbers";

type Row = RankingResult["next_pairs"][number];

const SHOWN = 8;
const COLUMNS: Column<Row>[] = [
  { key: "pair", header: "Models", value: (row) => `${row.model_a} and ${row.model_b}` },
  { key: "n", header: "Compared", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
  {
    key: "gain",
    header: "Expected to tell (bits)",
    value: (row) => row.gain,
    render: (row) => fixed(row.gain),
    align: "right",
  },
  {
    key: "open",
    header: "Items left",
    value: (row) => row.open,
    render: (row) =>
      row.open > 0 ? (
        count(row.open)
      ) : (
        <Text span size="sm" c="dimmed">
          none: import some
        </Text>
      ),
    align: "right",
  },
];

/** Which comparison would tell most next, and whether there are items for it. */
export function NextPairsPanel({ projectId, result }: { projectId: number; result: RankingResult }) {
  if (result.next_pairs.length < 2) return null;
  return (
    <Panel
      title="What to compare next"
      hint={
        <>
          How much one more comparison of two models is expected to tell about the strengths: a close pair that was
          seldom compared tells most. Raters are given such pairs first where the project’s{" "}
          <Anchor component={Link} to={`/projects/${String(projectId)}/settings`} inherit underline="always">
            settings
          </Anchor>{" "}
          say so.
        </>
      }
      actions={<CsvButton title="What to compare next" rows={result.next_pairs} columns={COLUMNS} />}
    >
      <DataTable
        rows={result.next_pairs.slice(0, SHOWN)}
        columns={COLUMNS}
        rowKey={(row) => `${row.model_a} ${row.model_b}`}
        label="What to compare next"
      />
    </Panel>
  );
}
