import { Badge, Group, Text } from "@mantine/core";

import type { ItemDetail } from "@/api/types";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { dateTime, span } from "@/lib/dates";

import { answerText, letter } from "@/components/answers";

type Judgment = ItemDetail["judgments_list"][number];

const COLUMNS: Column<Judgment>[] = [
  { key: "rater", header: "Rater", value: (row) => row.rater.alias, width: 160 },
  {
    key: "answers",
    header: "Answers",
    value: (row) => row.answers.map((answer) => `${answer.question}: ${answerText(answer)}`).join("; "),
    render: (row) => (
      <Group gap={6}>
        {row.answers.map((answer, index) => (
          <Badge key={index} variant="light" tt="none" title={answer.question} style={{ maxWidth: 420 }}>
            {answerText(answer)}
          </Badge>
        ))}
      </Group>
    ),
  },
  {
    key: "first",
    header: "Shown first",
    value: (row) => (row.first_shown === null ? null : letter(row.first_shown)),
    width: 110,
  },
  {
    key: "time",
    header: "Active time",
    value: (row) => row.active_ms,
    render: (row) => (row.active_ms === null ? "–" : span(row.active_ms)),
    align: "right",
    width: 110,
  },
  {
    key: "at",
    header: "Submitted",
    value: (row) => row.submitted_at,
    render: (row) => (
      <Text span size="sm">
        {dateTime(row.submitted_at)}
        {row.revision > 1 ? ` · revision ${String(row.revision)}` : ""}
        {row.surplus ? " · surplus, not counted" : ""}
        {row.quarantined ? " · in quarantine, not counted" : ""}
      </Text>
    ),
    width: 240,
  },
];

/** Everything raters said of the item. */
export function JudgmentsPanel({ item }: { item: ItemDetail }) {
  const rows = item.judgments_list;
  return (
    <Panel
      title="Judgments"
      actions={
        rows.length > 0 ? <CsvButton title={`Judgments of ${item.external_id}`} rows={rows} columns={COLUMNS} /> : null
      }
    >
      {rows.length > 0 ? (
        <DataTable rows={rows} columns={COLUMNS} rowKey={(row) => String(row.id)} label="Judgments of this item" />
      ) : (
        <Text size="sm" c="dimmed">
          Nobody has judged this item yet.
        </Text>
      )}
    </Panel>
  );
}
