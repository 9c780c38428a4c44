import { Anchor, Text } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "react-router";

import type { QuestionAgreement } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { percent } from "@/lib/numbers";

import { categoryName } from "./shaping";

type Row = QuestionAgreement["most_disputed"][number];

function answers(counts: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([category, n]) => `${String(n)} × ${categoryName(category)}`)
    .join(", ");
}

/** The items to read first when agreement is low. */
export function DisputedPanel({ projectId, question }: { projectId: number; question: QuestionAgreement }) {
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: "item",
        header: "Item",
        value: (row) => row.item.external_id,
        render: (row) => (
          <Anchor component={Link} to={`/projects/${String(projectId)}/items/${String(row.item.id)}`} size="sm">
            {row.item.external_id}
          </Anchor>
        ),
      },
      { key: "answers", header: "Answers", value: (row) => answers(row.counts) },
      {
        key: "agreement",
        header: "Pairs that agree",
        value: (row) => row.agreement,
        render: (row) => percent(row.agreement, 0),
        align: "right",
      },
    ],
    [projectId],
  );
  return (
    <Panel
      title="Most disputed items"
      hint="Read these first: an unclear guideline shows here before it shows anywhere else."
    >
      {question.most_disputed.length > 0 ? (
        <DataTable
          rows={question.most_disputed}
          columns={columns}
          rowKey={(row) => String(row.item.id)}
          label="Most disputed items"
          maxHeight={360}
        />
      ) : (
        <Text size="sm" c="dimmed">
          No item is disputed: everybody who shared an item gave the same answer.
        </Text>
      )}
    </Panel>
  );
}
