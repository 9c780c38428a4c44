import type { Action } from "./actions";
import { HelpSheet } from "./HelpSheet";
import { useShortcuts } from "./useShortcuts";

type Props = { actions: Action[]; silent: boolean; helpOpen: boolean; onCloseHelp: () => void };

/** Binds the registry to the keyboard, and shows it as the help sheet. */
export function Keyboard({ actions, silent, helpOpen, onCloseHelp }: Props) {
  useShortcuts(actions, silent);
  return <HelpSheet actions={actions} open={helpOpen} onClose={onCloseHelp} />;
}
