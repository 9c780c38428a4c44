import "@/components/styles/everything.css";

import { Modal, SimpleGrid, Text, Title } from "@mantine/core";

import { type Action, type ActionGroup, keyName, shownKeys } from "./actions";
import classes from "./Desk.module.css";
import { KeyCap } from "./KeyCap";
import { useKeyboardLayout } from "./useShortcuts";

const GROUPS: ActionGroup[] = ["Answer", "Task", "Case", "Move", "Shift"];

/** Every key, from the same list that the keyboard uses. */
export function HelpSheet({ actions, open, onClose }: { actions: Action[]; open: boolean; onClose: () => void }) {
  const layout = useKeyboardLayout();
  const listed = actions.filter((action) => action.keys.length > 0);
  return (
    <Modal opened={open} onClose={onClose} title="Keys" size="xl" closeButtonProps={{ "aria-label": "Close" }}>
      <Text size="sm" c="dimmed" mb="md">
        Digits answer the question that is marked; the mark moves on by itself. Keys are places on the keyboard: they
        are the same on every layout.
      </Text>
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
