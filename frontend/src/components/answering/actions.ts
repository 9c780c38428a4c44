/**
 * The action registry: what can be done now is one list, and buttons, shortcuts and the help sheet are made from it.
 * Keys are physical (`event.code`), so that the hand finds them in the same place on every layout.
 */

export type ActionGroup = "Answer" | "Move" | "Task" | "Case" | "Shift";

export type Action = {
  id: string;
  group: ActionGroup;
  label: string;
  /** Key combinations: a code, with "Shift+", "Ctrl+" or "Alt+" before it where it is held. */
  keys: string[];
  enabled: boolean;
  perform: () => void;
  /** The keys before the rater changed them. */
  usual?: string[];
  /** The name under which the keys are changed, where it is another than the id. */
  slot?: string;
  /** Works while a text is being written. */
  inText?: boolean;
  /** May repeat while the key is held: scrolling. */
  repeats?: boolean;
};

type KeyPress = Pick<KeyboardEvent, "code" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "repeat" | "isComposing">;
export type Focus = "text" | "button" | "other";

/** "Shift+KeyJ" for an event. The command key of a Mac counts as Ctrl. */
export function comboOf(event: KeyPress): string {
  const held = [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    event.shiftKey ? "Shift+" : "",
  ];
  const code = event.code === "NumpadEnter" ? "Enter" : event.code;
  return held.join("") + code;
}

/** The action that a key press means, or null. `focus` is what kind of element has the keyboard. */
export function actionFor(event: KeyPress, actions: Action[], focus: Focus): Action | null {
  if (event.isComposing) return null; // An input method is writing a character.
  const combo = comboOf(event);
  // A focused button is pressed by its own keys; ours would press twice.
  if (focus === "button" && (combo === "Enter" || combo === "Space")) return null;
  const meant = actions.find(
    (action) => action.enabled && action.keys.includes(combo) && (focus !== "text" || action.inText === true),
  );
  if (!meant || (event.repeat && !meant.repeats)) return null;
  return meant;
}

/** What has the keyboard, as far as shortcuts are concerned. Answer buttons say so themselves, so that Enter submits. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return "other";
  if (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])")) {
    return "text";
  }
  if (target.matches("[data-answer]")) return "other";
  return target.closest("button, a[href], summary, [role=button], [role=menuitem]") ? "button" : "other";
}

const NAMES: Record<string, string> = {
  Enter: "Enter",
  Escape: "Esc",
  Space: "Space",
  Backspace: "⌫",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Slash: "/",
};

/** What is printed on a key: "1", "U", "Ctrl Enter". `layout` gives the letters of this keyboard where it is known. */
export function keyName(combo: string, layout: ReadonlyMap<string, string> | null = null): string {
  const parts = combo.split("+");
  const code = parts.pop() ?? "";
  const printed = layout?.get(code)?.toUpperCase();
  const name = NAMES[code] ?? printed ?? code.replace(/^(Digit|Key)/, "").replace(/^Numpad/, "Num ");
  if (combo === "Shift+Slash") return "?";
  return [...parts, name].join(" ");
}

/** The keys worth showing for an action: the number pad only repeats the digits. */
export function shownKeys(action: Action): string[] {
  return action.keys.filter((key) => !key.startsWith("Numpad"));
}

/** "N to write, Esc to leave, Ctrl Enter to submit": what stands in a text that is still empty. */
export function writingHint(actions: Action[], verb: string): string {
  const told = (id: string, what: string) => {
    const key = actions.find((action) => action.id === id)?.keys[0];
    return key ? [`${keyName(key)} ${what}`] : [];
  };
  return [...told("text", "to write"), "Esc to leave", ...told("submit-text", `to ${verb}`)].join(", ");
}
