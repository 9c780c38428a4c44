import { Badge, Group, Stack, Text } from "@mantine/core";

import type { ItemDetail } from "@/api/types";
import { Panel } from "@/components/Panel";
import { dateTime } from "@/lib/dates";

import { answerText } from "@/components/answers";

type Case = ItemDetail["cases"][number];

const REASONS: Record<Case["reason"], string> = {
  disagreement: "Raters disagreed",
  flag: "A rater flagged it",
  gold: "Many missed the gold answer",
};
const STATES: Record<Case["state"], string> = {
  open: "Waits for a reviewer",
  claimed: "In a reviewer’s hands",
  decided: "Decided",
  sent_back: "Sent back to raters",
  dismissed: "Dismissed",
};

/** What reviewers made of the item. It stands beside the raters' judgments and is nobody's vote. */
export function CasesPanel({ item }: { item: ItemDetail }) {
  if (item.cases.length === 0) return null;
  return (
    <Panel title="Review" hint="A reviewer’s decision stands beside the judgments below and isn’t counted among them.">
      <Stack gap="md">
        {item.cases.map((one) => (
          <div key={one.id}>
            <Group gap="xs">
              <Badge variant="light" color={one.state === "decided" ? "petrol" : "gray"}>
                {STATES[one.state]}
              </Badge>
              {one.decision?.answers.map((answer, index) => (
                <Badge key={index} variant="light" tt="none" title={answer.question}>
                  {answerText(answer)}
                </Badge>
              ))}
              <Text size="sm" c="dimmed">
                {REASONS[one.reason]}
                {one.decision
                  ? ` · ${one.decision.reviewer}, ${dateTime(one.decision.decided_at)}${one.decision.revision > 1 ? `, revision ${String(one.decision.revision)}` : ""}`
                  : ` · opened ${dateTime(one.opened_at)}`}
              </Text>
            </Group>
            {one.decision?.rationale ? (
              <Text size="sm" mt={4} style={{ whiteSpace: "pre-wrap" }}>
                {one.decision.rationale}
              </Text>
            ) : null}
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
