import { Alert, Text } from "@mantine/core";

import type { OutboxState } from "../outbox/outbox";

/** Says that answers still wait in this browser; nothing when none do. */
export function Unsent({ state }: { state: OutboxState }) {
  const unsent = state.entries.filter((entry) => entry.state !== "refused").length;
  if (unsent === 0) return null;
  return (
    <Alert color="gold" variant="light" mb="lg" title={`${String(unsent)} unsent`} role="status">
      <Text size="sm">
        {state.connection === "signed-out"
          ? "Sign in again in another tab, and they are sent."
          : "They are kept in this browser and sent as soon as the server answers. Leave this tab open."}
      </Text>
    </Alert>
  );
}
