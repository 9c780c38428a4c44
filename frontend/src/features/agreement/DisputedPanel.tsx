import { Button, Text } from "@mantine/core";
import { useMemo } from "react";

import type { DisputedPart, QuestionOverview } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";
import { percent } from "@/lib/numbers";
import { useAddressedNumber } from "@/lib/useAddressed";

import { ItemVoicesDialog } from "./ItemVoicesDialog";
import { PartPanel } from "./PartPanel";
import { useReportPart } from "./queries";
import { categoryName } from "./shaping";

type Row = DisputedPart["items"][number];

function answers(counts: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([category, n]) => `${String(n)} × ${categoryName(category)}`)
    .join(", ");
}

/** The items to read first when agreement is low, and who said what of each. */
export function DisputedPanel({ projectId, question, reportId }: DisputedPanelProps) {
  const part = useReportPart({ reportId, question: question.question }, "disputed");
  return (
    <PartPanel title="Most disputed items" part={part}>
      {(data) => <Disputed projectId={projectId} question={question} reportId={reportId} items={data.items} />}
    </PartPanel>
  );
}

interface DisputedPanelProps {
  projectId: number;
  question: QuestionOverview;
  reportId: number;
}

function Disputed({ projectId, question, reportId, items }: DisputedPanelProps & { items: Row[] }) {
  const [asked, setAsked] = useAddressedNumber("disputed");
  const chosen = items.find((row) => row.item.id === asked)?.item;
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: "item",
        header: "Item",
        value: (row) => row.item.external_id,
        render: (row) => (
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            aria-label={`Who said what of ${row.item.external_id}`}
            onClick={() => {
              setAsked(row.item.id);
            }}
          >
            {row.item.external_id}
          </Button>
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
    [setAsked],
  );
  return (
    <Panel
      title="Most disputed items"
      hint="Read these first: an unclear guideline shows here before it shows anywhere else."
      actions={
        items.length > 0 ? (
          <PartDownload reportId={reportId} question={question.question} part="disputed" title="Most disputed items" />
        ) : null
      }
    >
      {items.length > 0 ? (
        <DataTable
          rows={items}
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
      {chosen ? (
        <ItemVoicesDialog
          projectId={projectId}
          item={chosen}
          question={question}
          onClose={() => {
            setAsked(null);
          }}
        />
      ) : null}
    </Panel>
  );
}
