import { Alert, Button, Group, Stack, Text } from "@mantine/core";

import { ErrorNotice } from "@/components/ErrorNotice";

import { usePausedWithoutReason, useResumeKeeping } from "./queries";

/** Raters whom wrong checks have paused: one click lets them work again and keeps what they did. */
export function PausedNotice({ projectId }: { projectId: number }) {
  const paused = usePausedWithoutReason(projectId);
  const resume = useResumeKeeping(projectId);
  if (!paused.data || paused.data.length === 0) return null;
  return (
    <Alert color="gold" variant="light" mb="lg" title="Paused by checks that turned out to be wrong">
      <Stack gap="xs">
        {paused.data.map((rater) => (
          <Group key={rater.id} justify="space-between">
            <Text size="sm">
              <b>{rater.alias}</b>: {rater.passed} of {rater.checked} checks passed, as they are scored now. That would
              not have paused anybody.
            </Text>
            <Button
              size="compact-sm"
              loading={resume.isPending && resume.variables === rater.id}
              aria-label={`Resume ${rater.alias} and keep their work`}
              onClick={() => {
                resume.mutate(rater.id);
              }}
            >
              Resume, keep their work
            </Button>
          </Group>
        ))}
        {resume.error ? <ErrorNotice title="The rater can’t be resumed" error={resume.error} /> : null}
      </Stack>
    </Alert>
  );
}
