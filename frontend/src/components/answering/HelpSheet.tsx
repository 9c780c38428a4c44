import "@/components/styles/everything.css";

import { Button, Group, Modal, SimpleGrid, Text, Title } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import { type Action, type ActionGroup, keyName, shownKeys } from "./actions";
import classes from "./Desk.module.css";
import { KeyCap } from "./KeyCap";
import { useKeyboardLayout } from "./useShortcuts";

const SettingsDialog = lazy(async () => ({ default: (await import("./SettingsDialog")).SettingsDialog }));
const GROUPS: ActionGroup[] = ["Answer", "Task", "Case", "Move", "Shift"];

/** Every key, from the same list that the keyboard uses. */
export function HelpSheet({ actions, open, onClose }: { actions: Action[]; open: boolean; onClose: () => void }) {
  const layout = useKeyboardLayout();
  const listed = actions.filter((action) => (action.usual ?? action.keys).length > 0);
  const [settings, setSettings] = useState(false);
  if (settings && open) {
    return (
      <Suspense fallback={null}>
        <SettingsDialog
          actions={actions}
          onClose={() => {
            setSettings(false);
            onClose();
          }}
        />
      </Suspense>
    );
  }
  return (
    <Modal opened={open} onClose={onClose} title="Keys" size="xl" closeButtonProps={{ "aria-label": "Close" }}>
      <Group justify="space-between" align="flex-start" mb="md">
        <Text size="sm" c="dimmed" maw="36rem">
          Digits answer the question that is marked; the mark moves on by itself. Keys are places on the keyboard: they
          are the same on every layout.
        </Text>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            setSettings(true);
          }}
        >
          Change keys and appearance
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {GROUPS.filter((group) => listed.some((action) => action.group === group)).map((group) => (
          <section key={group} aria-label={group}>
            <Title order={3} size="h4" mb={6}>
              {group}
            </Title>
            <ul className={classes.keys}>
              {listed
                .filter((action) => action.group === group)
                .map((action) => (
                  <li key={action.id} data-now={action.enabled}>
                    <span>{action.label}</span>
                    <span className={classes.caps}>
                      {action.keys.length === 0 && <Text size="sm">no key</Text>}
                      {shownKeys(action).map((key) => (
                        <KeyCap key={key}>{keyName(key, layout)}</KeyCap>
                      ))}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
