import "@/components/styles/everything.css";

import { Button, Group, Modal, NativeSelect, Stack, Text, Title } from "@mantine/core";

import { usePreferences, useSavePreferences } from "@/api/preferences";
import type { Preferences } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { language, t } from "@/lib/i18n";
import { chooseLanguage, LANGUAGES } from "@/lib/language";

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
      title={t("Keys and appearance")}
      size="lg"
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          {t("Kept on your account at once: it follows you to every browser.")}
        </Text>
        {save.error ? <ErrorNotice title={t("This was not kept")} error={save.error} /> : null}
        <section aria-labelledby="settings-look">
          <Title order={3} size="h4" id="settings-look" mb="xs">
            {t("Appearance")}
          </Title>
          <Group grow align="flex-start">
            <NativeSelect
              label={t("Theme")}
              value={preferences.theme ?? ""}
              onChange={(event) => {
                save.mutate({ theme: (event.currentTarget.value || null) as Preferences["theme"] });
              }}
              data={[
                { value: "", label: t("As this browser has it") },
                { value: "light", label: t("Light") },
                { value: "dark", label: t("Dark") },
                { value: "auto", label: t("Like the system") },
              ]}
            />
            <NativeSelect
              label={t("Text size")}
              value={preferences.text_size ?? "medium"}
              onChange={(event) => {
                save.mutate({ text_size: event.currentTarget.value as Preferences["text_size"] });
              }}
              data={[
                { value: "small", label: t("Small") },
                { value: "medium", label: t("Medium") },
                { value: "large", label: t("Large") },
                { value: "huge", label: t("Huge") },
              ]}
            />
            <NativeSelect
              label={t("Density")}
              value={preferences.density}
              onChange={(event) => {
                save.mutate({ density: event.currentTarget.value as Preferences["density"] });
              }}
              data={[
                { value: "compact", label: t("Compact") },
                { value: "normal", label: t("Normal") },
                { value: "roomy", label: t("Roomy") },
              ]}
            />
          </Group>
          <NativeSelect
            mt="sm"
            label={t("Language of this browser")}
            value={language()}
            onChange={(event) => {
              chooseLanguage(event.currentTarget.value);
            }}
            data={LANGUAGES}
          />
        </section>
        <KeySettings
          rows={rowsOf(actions)}
          map={preferences.keys}
          onChange={(keys) => {
            save.mutate({ keys });
          }}
        />
        <Button onClick={onClose} style={{ alignSelf: "flex-end" }}>
          {t("Done")}
        </Button>
      </Stack>
    </Modal>
  );
}
