import { useEffect, useEffectEvent, useState } from "react";

import { type Action, actionFor, focusOf } from "./actions";

/** Performs the action that a key means. Silent while a dialog is open: its own keys count there. */
export function useShortcuts(actions: Action[], silent: boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (silent || event.defaultPrevented) return;
    const action = actionFor(event, actions, focusOf(event.target));
    if (!action) return;
    event.preventDefault();
    action.perform();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      press(event);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, []);
}

type LayoutKeyboard = { getLayoutMap?: () => Promise<ReadonlyMap<string, string>> };

/** What this keyboard prints on its keys, where the browser tells; null until then. */
export function useKeyboardLayout(): ReadonlyMap<string, string> | null {
  const [layout, setLayout] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const { keyboard } = navigator as Navigator & { keyboard?: LayoutKeyboard };
    keyboard?.getLayoutMap?.().then(setLayout, () => {
      // Not told (no permission): the key names of the American layout stay.
    });
  }, []);
  return layout;
}
