import { Anchor, Badge, Button, Text } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "react-router";

import type { CaseRow, CaseState } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { relativeTime } from "@/lib/dates";

import { REASONS } from "./filters";
import { evidenceWords } from "./words";

const LOOKS: Record<CaseState, { label: string; color: string }> = {
  open: { label: "Open", color: "petrol" },
  claimed: { label: "In review", color: "gold" },
  decided: { label: "Decided", color: "gray" },
  sent_back: { label: "Sent back", color: "gray" },
  dismissed: { label: "Dismissed", color: "gray" },
};

/** The cases as a lead sees them: why, how old, in whose hands, and how they ended. */
export function CasesTable({
  projectId,
  rows,
  mayReview,
}: {
  projectId: number;
  rows: readonly CaseRow[];
  mayReview: boolean;
}) {
  const columns = useMemo(() => columnsFor(projectId, mayReview), [projectId, mayReview]);
  return <DataTable rows={rows} columns={columns} rowKey={(row) => String(row.id)} label="Cases" maxHeight="none" />;
}

function columnsFor(projectId: number, mayReview: boolean): Column<CaseRow>[] {
  return [
    {
      key: "item",
      header: "Item",
      value: (row) => row.item.external_id,
      render: (row) => (
        <>
          <Anchor
            component={Link}
            to={`/projects/${String(projectId)}/items/${String(row.item.id)}`}
            size="sm"
            fw={600}
          >
            {row.item.external_id}
          </Anchor>
          <Text size="xs" c="dimmed" lineClamp={1} maw={340}>
            {row.prompt_excerpt}
          </Text>
        </>
      ),
    },
    {
      key: "reason",
      header: "Why",
      value: (row) => REASONS[row.reason],
      render: (row) => (
        <>
          {REASONS[row.reason]}
          <Text size="xs" c="dimmed" maw={280} lineClamp={2}>
            {[evidenceWords(row), row.flags > 0 ? `${String(row.flags)} ${row.flags === 1 ? "flag" : "flags"}` : ""]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </>
      ),
    },
    {
      key: "state",
      header: "State",
      value: (row) => LOOKS[row.state].label,
      render: (row) => (
        <>
          <Badge variant="light" color={LOOKS[row.state].color}>
            {LOOKS[row.state].label}
          </Badge>
          {row.reviewer ? (
            <Text size="xs" c="dimmed">
              {row.reviewer}
            </Text>
          ) : null}
        </>
      ),
      width: 120,
    },
    {
      key: "age",
      header: "Opened",
      value: (row) => row.opened_at,
      render: (row) => (
        <>
          {relativeTime(row.opened_at)}
          {row.closed_at ? (
            <Text size="xs" c="dimmed">
              settled {relativeTime(row.closed_at)}
            </Text>
          ) : null}
        </>
      ),
      width: 150,
    },
    {
      key: "rationale",
      header: "Reason given",
      value: (row) => row.rationale,
      render: (row) => (
        <Text size="sm" lineClamp={2} maw={260} c={row.rationale ? undefined : "dimmed"}>
          {row.rationale || "–"}
        </Text>
      ),
    },
    ...(mayReview
      ? [
          {
            key: "review",
            header: "Action",
            value: () => null,
            sortable: false,
            align: "right" as const,
            render: (row: CaseRow) =>
              row.state === "open" ? (
                <Button
                  component={Link}
                  size="compact-xs"
                  variant="subtle"
                  to={`/review/${String(projectId)}?case=${String(row.id)}`}
                  aria-label={`Review ${row.item.external_id}`}
                >
                  Review
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
}
