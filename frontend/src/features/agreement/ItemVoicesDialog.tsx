import { Anchor, Badge, Group, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "react-router";

import type { ItemDetail, QuestionOverview } from "@/api/types";
import { answerText } from "@/components/answers";
import { type Column, DataTable } from "@/components/DataTable";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { dateTime } from "@/lib/dates";

import { useDisputedItem } from "./queries";
import { type Voice, voices } from "./voices";

interface ItemVoicesDialogProps {
  projectId: number;
  item: { id: number; external_id: string };
  question: QuestionOverview;
  onClose: () => void;
}

const COLUMNS: Column<Voice>[] = [
  { key: "rater", header: "Rater", value: (row) => row.rater },
  { key: "answer", header: "Answer", value: (row) => row.answer },
  {
    key: "rationale",
    header: "Rationale",
    value: (row) => row.rationale,
    render: (row) => (
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }} c={row.rationale ? undefined : "dimmed"}>
        {row.rationale || "none given"}
      </Text>
    ),
  },
  { key: "at", header: "Judged", value: (row) => row.at, render: (row) => dateTime(row.at) },
];
const STATES: Record<ItemDetail["cases"][number]["state"], string> = {
  open: "waits for a reviewer",
  claimed: "is in a reviewer’s hands",
  decided: "was decided",
  sent_back: "was sent back to raters",
  dismissed: "was dismissed",
};
const EXCERPT = 600;

/** Who said what of a disputed item and why, and what review makes of it. */
export function ItemVoicesDialog({ projectId, item, question, onClose }: ItemVoicesDialogProps) {
  const found = useDisputedItem(item.id);
  return (
    <Dialog opened onClose={onClose} size="xl" title={`Who said what of ${item.external_id}`}>
      {found.error ? (
        <ErrorNotice title="The judgments can’t be shown" error={found.error} onRetry={() => void found.refetch()} />
      ) : null}
      {found.isPending ? <Skeleton height={240} /> : null}
      {found.data ? <Voices projectId={projectId} item={found.data} question={question} /> : null}
    </Dialog>
  );
}

function Voices({ projectId, item, question }: { projectId: number; item: ItemDetail; question: QuestionOverview }) {
  const { counted, others } = voices(item.judgments_list, question.question);
  const prompt = item.prompt || (item.messages ?? []).map((message) => message.content).join("\n");
  return (
    <Stack gap="md">
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
        {prompt.length > EXCERPT ? `${prompt.slice(0, EXCERPT).trimEnd()}…` : prompt}
      </Text>
      <DataTable rows={counted} columns={COLUMNS} rowKey={(row) => row.key} label={`Judgments: ${question.title}`} />
      {others > 0 ? (
        <Text size="sm" c="dimmed">
          {others} more {others === 1 ? "judgment is" : "judgments are"} kept but not counted (surplus or in
          quarantine); the item’s page shows {others === 1 ? "it" : "them"}.
        </Text>
      ) : null}
      {item.cases.map((one) => (
        <Group key={one.id} gap="xs">
          <Anchor component={Link} to={`/review/${String(projectId)}?case=${String(one.id)}`} size="sm">
            Review case {one.id}
          </Anchor>
          <Text size="sm" c="dimmed">
            {STATES[one.state]}
            {one.decision ? ` by ${one.decision.reviewer}` : ""}
          </Text>
          {one.decision?.answers
            .filter((answer) => answer.question === question.question)
            .map((answer, index) => (
              <Badge key={index} variant="light" tt="none">
                {answerText(answer)}
              </Badge>
            ))}
        </Group>
      ))}
      {item.cases.length === 0 ? (
        <Text size="sm" c="dimmed">
          There is no review case for this item. “Find disputes now” on the Review page opens one where the project’s
          rule says so.
        </Text>
      ) : null}
      <Anchor component={Link} to={`/projects/${String(projectId)}/items/${String(item.id)}`} size="sm">
        The whole item with its responses
      </Anchor>
    </Stack>
  );
}
