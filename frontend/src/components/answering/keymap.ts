/** A rater's own keys, laid over the usual ones of the registry. */
import { usePreferences } from "@/api/preferences";

import type { Action } from "./actions";

export type KeyMap = Record<string, string[]>;

/** The name under which an action's keys are changed: the options of all questions share theirs by the usual key. */
export const slotOf = (action: Action): string => action.slot ?? action.id;

/** The keys of a slot: the rater's own, else the usual ones that they gave to nothing else. None: switched off. */
export function keysOf(map: KeyMap, slot: string, usual: string[]): string[] {
  const own = map[slot];
  if (own) return own;
  const taken = Object.values(map).flat();
  return usual.filter((key) => !taken.includes(key));
}

/** The actions with the rater's own keys. One that has no key at this moment gets none. */
export function withOwnKeys(map: KeyMap, actions: Action[]): Action[] {
  return actions.map((action) =>
    action.keys.length === 0
      ? action
      : { ...action, keys: keysOf(map, slotOf(action), action.keys), usual: action.keys },
  );
}

export function useKeyMap(): KeyMap {
  return usePreferences().keys;
}
