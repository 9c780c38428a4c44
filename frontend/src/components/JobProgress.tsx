import { Badge, Button, Group, Paper, Progress, Stack, Text } from "@mantine/core";

import type { Job, JobState } from "@/api/types";
import { count } from "@/lib/numbers";

const STATES: Record<JobState, { label: string; color: string }> = {
  queued: { label: "Waiting for a worker", color: "gray" },
  running: { label: "Running", color: "petrol" },
  succeeded: { label: "Done", color: "teal" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Cancelled", color: "gray" },
};

type Props = {
  job: Job;
  /** What is running: "Agreement report", "Import of items.jsonl". */
  label: string;
  onCancel?: () => void;
  /** How progress is written: rows unless it is measured in something else. */
  format?: (value: number) => string;
  /** What has come of it so far. */
  detail?: string;
};

/** The state of long work: how far it is, which try it is, and why it failed. */
export function JobProgress({ job, label, onCancel, format = count, detail }: Props) {
  const state = STATES[job.state];
  const total = job.progress_total ?? 0;
  const share = total > 0 ? Math.min(100, (100 * job.progress_done) / total) : null;
  const live = job.state === "queued" || job.state === "running";
  return (
    <Paper withBorder p="md" bg="var(--ts-surface)" aria-busy={live}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="sm">
            <Text fw={600}>{label}</Text>
            <Badge variant="light" color={state.color} role="status">
              {state.label}
            </Badge>
            {job.attempts > 1 && (
              <Text size="sm" c="dimmed">
                try {job.attempts}
              </Text>
            )}
          </Group>
          {live && job.abilities.cancel && onCancel && (
            <Button size="xs" variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
        {live && (
          <Progress.Root size="sm">
            <Progress.Section
              value={share ?? 100}
              animated={share === null}
              striped={share === null}
              aria-label={`${label}: progress`}
            />
          </Progress.Root>
        )}
        {live && (
          <Text size="sm" c="dimmed">
            {job.stage || "starting"}
            {share !== null && ` · ${format(job.progress_done)} of ${format(total)}`}
            {detail && ` · ${detail}`}
          </Text>
        )}
        {job.state === "failed" && (
          <Text size="sm" c="var(--mantine-color-error)">
            {job.error || job.error_code || "It failed without saying why; the server's log has more."}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
