import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import type { SkipReason } from "@/api/types";

import { KeyCap } from "@/components/answering/KeyCap";

import { useDigits } from "./useDigits";

const REASONS: { reason: SkipReason; label: string }[] = [
  { reason: "unclear", label: "I can't tell what is asked" },
  { reason: "language", label: "I don't know this language or subject well enough" },
  { reason: "harmful", label: "It is harmful or upsetting" },
  { reason: "too_long", label: "It is too long" },
  { reason: "broken", label: "It is broken or not displayed properly" },
  { reason: "other", label: "Something else" },
];

/** A skip has a reason: digit keys or clicks, with a note if one helps. */
export function SkipDialog({ onSkip }: { onSkip: (reason: SkipReason, note: string) => void }) {
  const [note, setNote] = useState("");
  useDigits((index) => {
    const chosen = REASONS[index];
    if (chosen) onSkip(chosen.reason, note.trim());
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Skipping is fine. The reason helps the lead to repair the item.
      </Text>
      {REASONS.map(({ reason, label }, index) => (
        <Button
          key={reason}
          variant="default"
          justify="space-between"
          rightSection={<KeyCap>{index + 1}</KeyCap>}
          onClick={() => {
            onSkip(reason, note.trim());
          }}
        >
          {label}
        </Button>
      ))}
      <TextInput
        label="Note (optional)"
        maxLength={300}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
    </Stack>
  );
}
