import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconFileImport, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import type { Scorer } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";

import { useDeleteScorer } from "./queries";

/** Whose scores there are; import more, or take some back. */
export function ScorersPanel({ projectId, scorers }: { projectId: number; scorers: Scorer[] }) {
  const [doomed, setDoomed] = useState<Scorer | null>(null);
  const remove = useDeleteScorer(projectId);
  const close = () => {
    setDoomed(null);
  };
  return (
    <Panel
      title="Scorers"
      hint={
        <>
          Import what your reward model gave each response:{" "}
          <Code>{`{"item": "q1", "scorer": "rm-1", "scores": [1.3, -0.2]}`}</Code>
        </>
      }
      actions={
        <Button
          component={Link}
          to={`/projects/${String(projectId)}/imports?kind=scores`}
          variant="default"
          leftSection={<IconFileImport size={16} aria-hidden />}
        >
          Import scores
        </Button>
      }
    >
      {remove.error ? <ErrorNotice title="The scorer can’t be deleted" error={remove.error} /> : null}
      {scorers.length === 0 ? (
        <Text size="sm" c="dimmed">
          No scores were imported. Until then votes are held against the strengths that all of them together give.
        </Text>
      ) : (
        <Stack gap="xs">
          {scorers.map((scorer) => (
            <Group key={scorer.id} justify="space-between">
              <div>
                <Text fw={600}>{scorer.name}</Text>
                <Text size="sm" c="dimmed">
                  {count(scorer.n_scores)} scores, imported {relativeTime(scorer.created_at)}
                </Text>
              </div>
              <Button
                variant="subtle"
                color="red"
                size="xs"
                leftSection={<IconTrash size={14} aria-hidden />}
                aria-label={`Delete ${scorer.name}`}
                onClick={() => {
                  setDoomed(scorer);
                }}
              >
                Delete
              </Button>
            </Group>
          ))}
        </Stack>
      )}
      <Dialog opened={doomed !== null} onClose={close} title={`Delete ${doomed?.name ?? ""}?`}>
        <Text mb="md">
          Its {count(doomed?.n_scores ?? 0)} scores are deleted. Reports that were made from them stay; the file can be
          imported again.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => {
              if (doomed) remove.mutate(doomed.id, { onSettled: close });
            }}
          >
            Delete
          </Button>
        </Group>
      </Dialog>
    </Panel>
  );
}
