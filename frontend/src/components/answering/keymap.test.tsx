import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";

import { actionFor } from "./actions";
import { everyAction } from "./catalog";
import { KeySettings } from "./KeySettings";
import { type KeyMap, withOwnKeys } from "./keymap";

const press = (code: string) => ({
  code,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
});
const meant = (map: KeyMap, code: string) =>
  actionFor(press(code), withOwnKeys(map, everyAction()), "other")?.id ?? null;

describe("a key map", () => {
  it("gives an action another key and frees its usual one", () => {
    expect(meant({}, "KeyS")).toBe("skip");
    expect(meant({ skip: ["KeyX"] }, "KeyX")).toBe("skip");
    expect(meant({ skip: ["KeyX"] }, "KeyS")).toBeNull();
  });

  it("switches a key off, and takes a usual key from whoever had it", () => {
    expect(meant({ flag: [] }, "KeyF")).toBeNull();
    expect(meant({ skip: ["KeyF"] }, "KeyF")).toBe("skip");
  });

  it("changes answers by their usual key", () => {
    expect(meant({ "answer:Digit1": ["KeyA"] }, "KeyA")).toBe("answer:Digit1");
    expect(meant({ "answer:Digit1": ["KeyA"] }, "Numpad1")).toBeNull();
  });
});

function Settings({ start, seen }: { start: KeyMap; seen: (map: KeyMap) => void }) {
  const [map, setMap] = useState(start);
  const change = (next: KeyMap) => {
    setMap(next);
    seen(next);
  };
  return (
    <MantineProvider env="test">
      <KeySettings rows={everyAction()} map={map} onChange={change} />
    </MantineProvider>
  );
}

function open(start: KeyMap = {}) {
  let map = start;
  render(
    <Settings
      start={start}
      seen={(next) => {
        map = next;
      }}
    />,
  );
  const click = (name: string) => {
    fireEvent.click(screen.getByRole("button", { name }));
  };
  const hit = (code: string) => {
    act(() => {
      window.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true }));
    });
  };
  return { map: () => map, click, hit, said: () => screen.getByRole("status").textContent };
}

describe("the key settings", () => {
  it("capture a key, and reset one and all", () => {
    const { map, click, hit, said } = open();
    click("Change the key of Skip");
    expect(said()).toContain("Press the key for “Skip”");
    hit("ShiftLeft");
    hit("KeyX");
    expect(map()).toEqual({ skip: ["KeyX"] });
    click("Switch off the key of Flag for review");
    expect(map()).toEqual({ skip: ["KeyX"], flag: [] });
    click("Reset the key of Skip");
    expect(map()).toEqual({ flag: [] });
    click("Reset all keys");
    expect(map()).toEqual({});
  });

  it("name who has a key already, and change nothing then", () => {
    const { map, click, hit, said } = open();
    click("Change the key of Skip");
    hit("KeyK");
    expect(said()).toContain("K already answers “Scroll up”");
    expect(map()).toEqual({});
  });

  it("give up on Escape", () => {
    const { map, click, hit, said } = open();
    click("Change the key of Skip");
    hit("Escape");
    expect(said()).toBe("Nothing was changed.");
    expect(map()).toEqual({});
  });

  it("don't reset onto a key that went to somebody else", () => {
    const { map, click, said } = open({ skip: ["KeyX"], flag: ["KeyS"] });
    click("Reset the key of Skip");
    expect(said()).toContain("S already answers “Flag for review”");
    expect(map()).toEqual({ skip: ["KeyX"], flag: ["KeyS"] });
  });
});
