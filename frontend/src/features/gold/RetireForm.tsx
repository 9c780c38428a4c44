import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

import { ErrorNotice } from "@/components/ErrorNotice";

import { useGoldVerb } from "./queries";

/** Retiring: whether the checks made so far still count is a decision of its own. */
export function RetireForm({ projectId, item, onDone }: { projectId: number; item: number; onDone: () => void }) {
  const [voided, setVoided] = useState(false);
  const [reason, setReason] = useState("");
  const verb = useGoldVerb(projectId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        verb.mutate({ verb: "retire", item, voided, reason }, { onSuccess: onDone });
      }}
    >
      <Stack gap="md">
        <Checkbox
          label="Its checks no longer count for or against anybody"
          description="For items that turned out to be unfair. Leave it open for those that are only worn out."
          checked={voided}
          onChange={(event) => {
            setVoided(event.currentTarget.checked);
          }}
        />
        <TextInput
          label="Why it is retired"
          value={reason}
          maxLength={1000}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {verb.error ? <ErrorNotice title="The item can’t be retired" error={verb.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={verb.isPending}>
            Retire
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
