import { Alert, Group, Progress, Text } from "@mantine/core";

import type { TrainingProgress } from "@/api/types";

/** Says that this is training, and how far it is. */
export function TrainingBanner({ training }: { training: TrainingProgress }) {
  const { done, required, needed, number, allowed } = training;
  return (
    <Alert color="petrol" variant="light" p="xs">
      <Group justify="space-between" gap="lg">
        <Text size="sm">
          <b>Training.</b> You see the right answer after each task; nothing here counts yet. {needed} of {required}{" "}
          open the real work{allowed > 1 ? ` (attempt ${String(number)} of ${String(allowed)})` : ""}.
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Progress
            value={required ? (100 * done) / required : 0}
            w={120}
            aria-label={`${String(done)} of ${String(required)} training tasks answered`}
          />
          <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {done} of {required}
          </Text>
        </Group>
      </Group>
    </Alert>
  );
}
