import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import type { FlagReason } from "@/api/types";
import { KeyCap } from "@/components/answering/KeyCap";
import { ErrorNotice } from "@/components/ErrorNotice";

import { useFlag } from "../queries";
import { useDigits } from "./useDigits";

const REASONS: { reason: FlagReason; label: string }[] = [
  { reason: "guideline_silent", label: "The guideline doesn’t say how to decide this" },
  { reason: "broken", label: "It is broken or not displayed properly" },
  { reason: "harmful", label: "It is harmful or should not be here" },
  { reason: "wrong_language", label: "It is in the wrong language" },
  { reason: "unanswerable", label: "The prompt can’t be answered" },
  { reason: "other", label: "Something else" },
];

/** A flag has a reason: digit keys or clicks, with a note if one helps. It stands beside the answer. */
export function FlagDialog({ assignment, onFlagged }: { assignment: string; onFlagged: () => void }) {
  const [note, setNote] = useState("");
  const flag = useFlag();
  const send = (index: number) => {
    const chosen = REASONS[index];
    if (!chosen || flag.isPending) return;
    flag.mutate({ assignment, reason: chosen.reason, note: note.trim() }, { onSuccess: onFlagged });
  };
  useDigits(send);
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        A reviewer will look at the item. You still answer or skip it.
      </Text>
      {REASONS.map(({ reason, label }, index) => (
        <Button
          key={reason}
          variant="default"
          justify="space-between"
          rightSection={<KeyCap>{index + 1}</KeyCap>}
          onClick={() => {
            send(index);
          }}
        >
          {label}
        </Button>
      ))}
      <TextInput
        label="Note (optional)"
        maxLength={500}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      {flag.error ? <ErrorNotice title="The flag wasn’t sent" error={flag.error} /> : null}
    </Stack>
  );
}
