import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";

import type { SkipReason } from "@/api/types";

import { focusOf } from "../model/actions";
import { KeyCap } from "./KeyCap";

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
  const byDigit = useEffectEvent((event: KeyboardEvent) => {
    if (focusOf(event.target) === "text" || event.ctrlKey || event.altKey || event.metaKey) return;
    const chosen = REASONS[Number(/^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]) - 1];
    if (!chosen) return;
    event.preventDefault();
    onSkip(chosen.reason, note.trim());
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      byDigit(event);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, []);
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
