import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { ShiftSummary } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";

import type { Outbox } from "../outbox/outbox";
import { useEndShift } from "../queries";

type Props = {
  project: number;
  shift: number;
  outbox: Outbox;
  onCancel: () => void;
  onSummary: (summary: ShiftSummary) => void;
};

/** Ends the shift once everything is sent; with answers still unsent it says so and lets the rater decide. */
export function EndDialog({ project, shift, outbox, onCancel, onSummary }: Props) {
  const end = useEndShift(project);
  const [flushing, setFlushing] = useState(false);
  const [unsent, setUnsent] = useState(0);

  const finish = async () => {
    setFlushing(true);
    await outbox.flush();
    setFlushing(false);
    const left = outbox.snapshot().entries.filter((entry) => entry.state === "waiting").length;
    if (left > 0 && unsent === 0) {
      setUnsent(left);
      return;
    }
    end.mutate(shift, { onSuccess: onSummary });
  };
  return (
    <Stack>
      <Text size="sm">
        Tasks that you have not answered go back to the others. What you answered stays saved, and you can start another
        shift at any time.
      </Text>
      {unsent > 0 && (
        <Text size="sm" role="alert" c="var(--mantine-color-error)">
          {unsent} of your answers can&apos;t be sent at the moment. They stay in this browser and are sent when the
          server answers again; it is safer to wait for that.
        </Text>
      )}
      {end.isError && <ErrorNotice title="The shift did not end" error={end.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Go on working
        </Button>
        <Button data-autofocus loading={flushing || end.isPending} onClick={() => void finish()}>
          {unsent > 0 ? "End it all the same" : "End the shift"}
        </Button>
      </Group>
    </Stack>
  );
}
