import { Button, Group, NumberInput, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";

type Props = {
  opened: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSend: (mode: "more" | "again", slots: number) => void;
};

/** How raters are asked again: more of them, or anew under the guideline in force. */
export function SendBackDialog({ opened, busy, error, onClose, onSend }: Props) {
  const [mode, setMode] = useState<"more" | "again">("more");
  const [slots, setSlots] = useState(1);
  return (
    <Dialog opened={opened} onClose={onClose} title="Send back to raters">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSend(mode, slots);
        }}
      >
        <Stack gap="md">
          <Radio.Group
            label="Ask"
            value={mode}
            onChange={(value) => {
              setMode(value === "again" ? "again" : "more");
            }}
          >
            <Stack gap={8} mt="xs">
              <Radio value="more" label="more raters, who judge beside those who did" />
              <Radio
                value="again"
                label="other raters anew, because the guideline was changed: judgments under an older one count no more"
              />
            </Stack>
          </Radio.Group>
          {mode === "more" ? (
            <NumberInput
              label="How many more"
              value={slots}
              min={1}
              max={10}
              allowDecimal={false}
              onChange={(next) => {
                if (typeof next === "number") setSlots(next);
              }}
              data-autofocus
            />
          ) : (
            <Text size="sm" c="dimmed">
              The old judgments are kept. Whoever gave them isn’t handed the item again, so other raters must be there.
            </Text>
          )}
          {error ? <ErrorNotice title="The item can’t be sent back" error={error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Send back
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
