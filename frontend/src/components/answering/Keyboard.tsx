import { lazy, Suspense } from "react";

import { useWasIdle } from "@/lib/idle";

import type { Action } from "./actions";
import { useShortcuts } from "./useShortcuts";

const HelpSheet = lazy(async () => ({ default: (await import("./HelpSheet")).HelpSheet }));

type Props = { actions: Action[]; silent: boolean; helpOpen: boolean; onCloseHelp: () => void };

/** Binds the registry to the keyboard, and shows it as the help sheet. */
export function Keyboard({ actions, silent, helpOpen, onCloseHelp }: Props) {
  useShortcuts(actions, silent);
  const ready = useWasIdle();
  if (!ready && !helpOpen) return null;
  return (
    <Suspense fallback={null}>
      <HelpSheet actions={actions} open={helpOpen} onClose={onCloseHelp} />
    </Suspense>
  );
}
