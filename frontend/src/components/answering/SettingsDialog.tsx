import "@/components/styles/everything.css";

import { Button, Group, Modal, NativeSelect, Stack, Text, Title } from "@mantine/core";

import { usePreferences, useSavePreferences } from "@/api/preferences";
import type { Preferences } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";

import type { Action } from "./actions";
import { answerSlots, everyAction } from "./catalog";
import { KeySettings } from "./KeySettings";
import { slotOf } from "./keymap";

/** One row per slot; what the desk calls an action goes before the general name. */
function rowsOf(actions: Action[] | undefined): Action[] {
  const rows = new Map<string, Action>();
  const known = actions
    ? [...actions.filter((action) => (action.usual ?? action.keys).length > 0), ...answerSlots()]
    : everyAction();
  for (const action of known) if (!rows.has(slotOf(action))) rows.set(slotOf(action), action);
  return [...rows.values()];
}

/** What a person sets for themselves. `actions`: those of the open desk; without one, all that the workbench knows. */
export function SettingsDialog({ actions, onClose }: { actions?: Action[]; onClose: () => void }) {
  const preferences = usePreferences();
  const save = useSavePreferences();
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={false}
      title="Keys and appearance"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          Kept on your account at once: it follows you to every browser.
        </Text>
        {save.error ? <ErrorNotice title="This was not kept" error={save.error} /> : null}
        <section aria-labelledby="settings-look">
          <Title order={3} size="h4" id="settings-look" mb="xs">
            Appearance
          </Title>
          <Group grow align="flex-start">
            <NativeSelect
              label="Theme"
              value={preferences.theme ?? ""}
              onChange={(event) => {
                save.mutate({ theme: (event.currentTarget.value || null) as Preferences["theme"] });
              }}
              data={[
                { value: "", label: "As this browser has it" },
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
                { value: "auto", label: "Like the system" },
              ]}
            />
            <NativeSelect
              label="Text size"
              value={preferences.text_size ?? "medium"}
              onChange={(event) => {
                save.mutate({ text_size: event.currentTarget.value as Preferences["text_size"] });
              }}
              data={[
                { value: "small", label: "Small" },
                { value: "medium", label: "Medium" },
                { value: "large", label: "Large" },
                { value: "huge", label: "Huge" },
              ]}
            />
            <NativeSelect
              label="Density"
              value={preferences.density}
              onChange={(event) => {
                save.mutate({ density: event.currentTarget.value as Preferences["density"] });
              }}
              data={[
                { value: "compact", label: "Compact" },
                { value: "normal", label: "Normal" },
                { value: "roomy", label: "Roomy" },
              ]}
            />
          </Group>
        </section>
        <KeySettings
          rows={rowsOf(actions)}
          map={preferences.keys}
          onChange={(keys) => {
            save.mutate({ keys });
          }}
        />
        <Button onClick={onClose} style={{ alignSelf: "flex-end" }}>
          Done
        </Button>
      </Stack>
    </Modal>
  );
}
