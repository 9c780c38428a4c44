import { Button, type ButtonProps } from "@mantine/core";

import { type Action, keyName, shownKeys } from "./actions";
import { KeyCap } from "./KeyCap";
import { useKeyboardLayout } from "./useShortcuts";

type Props = ButtonProps & { action: Action | undefined; label?: string; showKey?: boolean };

/** The button of an action: its name, its key, and whether it can be done. */
export function ActionButton({ action, label, showKey = true, ...rest }: Props) {
  const layout = useKeyboardLayout();
  if (!action) return null;
  const [key] = shownKeys(action);
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      disabled={!action.enabled}
      aria-keyshortcuts={key && keyName(key, layout)}
      rightSection={showKey && key ? <KeyCap>{keyName(key, layout)}</KeyCap> : undefined}
      {...rest}
      onClick={action.perform}
    >
      {label ?? action.label}
    </Button>
  );
}
