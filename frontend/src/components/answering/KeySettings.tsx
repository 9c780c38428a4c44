import { Button, Group, Text, Title } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";

import { type Action, comboOf, keyName } from "./actions";
import classes from "./Desk.module.css";
import { KeyCap } from "./KeyCap";
import { type KeyMap, keysOf, slotOf } from "./keymap";
import { useKeyboardLayout } from "./useShortcuts";

type Props = { rows: Action[]; map: KeyMap; onChange: (map: KeyMap) => void };

const HELD_ALONE = /^(Shift|Control|Alt|Meta|OS|CapsLock|Fn)/;
const usualOf = (row: Action): string[] => row.usual ?? row.keys;

/** The keys, action by action: change, switch off, back to the usual. A key that is taken is refused by its owner's name. */
export function KeySettings({ rows, map, onChange }: Props) {
  const layout = useKeyboardLayout();
  const [asking, setAsking] = useState<Action | null>(null);
  const [said, setSaid] = useState("");
  const without = (slot: string): KeyMap => Object.fromEntries(Object.entries(map).filter(([name]) => name !== slot));
  const ownerOf = (combo: string, slot: string): string | null => {
    const row = rows.find((one) => slotOf(one) !== slot && keysOf(map, slotOf(one), usualOf(one)).includes(combo));
    if (row) return row.label;
    const elsewhere = Object.entries(map).some(([name, keys]) => name !== slot && keys.includes(combo));
    return elsewhere ? "an action of another screen" : null;
  };
  const give = (row: Action, combo: string) => {
    const owner = ownerOf(combo, slotOf(row));
    if (owner) {
      setSaid(`${keyName(combo, layout)} already answers “${owner}”. Change or switch off that one first.`);
      return;
    }
    onChange({ ...map, [slotOf(row)]: [combo] });
    setSaid(`${keyName(combo, layout)} is now the key of “${row.label}”.`);
  };
  const reset = (row: Action) => {
    const taken = usualOf(row).find((combo) => ownerOf(combo, slotOf(row)) !== null);
    if (taken) {
      setSaid(
        `${keyName(taken, layout)} already answers “${ownerOf(taken, slotOf(row)) ?? ""}”. Reset that one first.`,
      );
      return;
    }
    onChange(without(slotOf(row)));
    setSaid(`“${row.label}” has its usual key again.`);
  };
  const capture = useEffectEvent((event: KeyboardEvent) => {
    if (!asking || HELD_ALONE.test(event.code) || event.isComposing) return;
    // Tab walks on and Escape gives up, as everywhere: neither can be given away.
    if (event.code !== "Tab") event.preventDefault();
    event.stopPropagation();
    setAsking(null);
    if (event.code === "Escape" || event.code === "Tab") setSaid("Nothing was changed.");
    else give(asking, comboOf(event));
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      capture(event);
    };
    window.addEventListener("keydown", onKey, true);
    return () => {
      window.removeEventListener("keydown", onKey, true);
    };
  }, []);
  return (
    <section aria-labelledby="settings-keys">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h4" id="settings-keys">
          Keys
        </Title>
        <Button
          variant="default"
          size="compact-sm"
          disabled={Object.keys(map).length === 0}
          onClick={() => {
            onChange({});
            setSaid("All keys are the usual ones again.");
          }}
        >
          Reset all keys
        </Button>
      </Group>
      <Text
        size="sm"
        role="status"
        aria-live="polite"
        mih="1.6em"
        fw={500}
        pos="sticky"
        top={60}
        bg="var(--mantine-color-body)"
        style={{ zIndex: 1 }}
      >
        {asking ? `Press the key for “${asking.label}”. Esc leaves it as it is.` : said}
      </Text>
      <ul className={classes.keys}>
        {rows.map((row) => {
          const slot = slotOf(row);
          const keys = keysOf(map, slot, usualOf(row)).filter((key) => !key.startsWith("Numpad"));
          return (
            <li key={slot}>
              <span id={`key-${slot}`}>{row.label}</span>
              <span className={classes.caps}>
                {keys.length === 0 && <Text size="sm">off</Text>}
                {keys.map((key) => (
                  <KeyCap key={key}>{keyName(key, layout)}</KeyCap>
                ))}
                <Button
                  size="compact-xs"
                  variant={asking === row ? "filled" : "default"}
                  aria-label={`Change the key of ${row.label}`}
                  onClick={() => {
                    setAsking(row);
                  }}
                >
                  {asking === row ? "Press a key" : "Change"}
                </Button>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={keys.length === 0}
                  aria-label={`Switch off the key of ${row.label}`}
                  onClick={() => {
                    onChange({ ...map, [slot]: [] });
                    setSaid(`“${row.label}” has no key now. Its button still works.`);
                  }}
                >
                  Off
                </Button>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={!(slot in map)}
                  aria-label={`Reset the key of ${row.label}`}
                  onClick={() => {
                    reset(row);
                  }}
                >
                  Reset
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
