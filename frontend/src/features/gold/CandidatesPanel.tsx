import { Button, Text } from "@mantine/core";
import { IconStar } from "@tabler/icons-react";

import { useProject } from "@/api/projects";
import type { GoldCandidate } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";

import { useCandidates, useGoldVerb } from "./queries";

interface CandidatesPanelProps {
  projectId: number;
  onMade: (item: number) => void;
}

/** Judged items on which everybody agrees: they become gold with one click. */
export function CandidatesPanel({ projectId, onMade }: CandidatesPanelProps) {
  const found = useCandidates(projectId);
  const mayEdit = useProject(projectId).data?.abilities.edit === true;
  const verb = useGoldVerb(projectId);
  if (found.isPending) return <ListSkeleton rows={6} />;
  if (found.error) {
    return <ErrorNotice title="No items can be proposed" error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data.length === 0) {
    return (
      <EmptyState
        icon={<IconStar size={26} />}
        title="Nothing to propose yet"
        text="As soon as at least two raters say the same of an item, it can become gold here. Gold with answers of your own comes by import."
      />
    );
  }
  const columns: Column<GoldCandidate>[] = [
    {
      key: "item",
      header: "Item",
      value: (row) => row.item.external_id,
      render: (row) => (
        <>
          <Text size="sm" fw={600}>
            {row.item.external_id}
          </Text>
          <Text size="xs" c="dimmed" lineClamp={1} maw={420}>
            {row.item.prompt_excerpt}
          </Text>
        </>
      ),
    },
    {
      key: "answer",
      header: "All say",
      value: (row) =>
        Object.entries(row.gold)
          .map(([question, answer]) => `${question}: ${words(answer)}`)
          .join("; "),
    },
    { key: "judgments", header: "Judgments", value: (row) => row.judgments, align: "right" },
    {
      key: "make",
      header: "Action",
      value: () => null,
      sortable: false,
      align: "right",
      render: (row) =>
        mayEdit ? (
          <Button
            size="compact-xs"
            variant="light"
            aria-label={`Make ${row.item.external_id} gold`}
            loading={verb.isPending && verb.variables.item === row.item.id}
            onClick={() => {
              verb.mutate(
                { verb: "make", item: row.item.id },
                {
                  onSuccess: () => {
                    onMade(row.item.id);
                  },
                },
              );
            }}
          >
            Make gold
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel
      title="Items on which everybody agrees"
      hint="Their judgments stay and count, their open slots close, and who judged one never meets it again. What is easy to agree on is also an easy check."
    >
      {verb.error ? <ErrorNotice title="It can’t become gold" error={verb.error} /> : null}
      <DataTable rows={found.data} columns={columns} rowKey={(row) => String(row.item.id)} label="Candidates" />
    </Panel>
  );
}

const OUTCOMES: Record<string, string> = { a: "A wins", b: "B wins", tie: "Tie", both_bad: "Both bad" };

/** An answer as the import writes it, in words. */
function words(answer: unknown): string {
  if (typeof answer === "string") return OUTCOMES[answer] ?? answer;
  return typeof answer === "number" ? String(answer) : JSON.stringify(answer).replaceAll('"', "");
}
