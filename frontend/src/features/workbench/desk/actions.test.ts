import { describe, expect, it, vi } from "vitest";

import { type Action, actionFor, comboOf, focusOf, keyName } from "@/components/answering/actions";
import { fieldsOf } from "@/components/answering/fields";
import { newForm } from "@/components/answering/form";
import { answerActions, taskActions } from "@/components/answering/registry";
import { LIKERT, PAIRWISE, task } from "@/components/answering/testing";

import { shiftActions } from "@/components/answering/shift";

function press(code: string, more: Partial<KeyboardEvent> = {}) {
  return {
    code,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    repeat: false,
    isComposing: false,
    ...more,
  };
}

const none = () => undefined;
function everything(questions = [...PAIRWISE, ...LIKERT], reopened = false): Action[] {
  const fields = fieldsOf(questions, task("t"));
  const commands = {
    submit: none,
    skip: none,
    scroll: none,
    focusText: none,
    undo: none,
    leaveAsItWas: none,
    takeBreak: none,
    endShift: none,
    openGuideline: none,
    openHelp: none,
    openRecent: none,
    changeTextSize: none,
    changeView: none,
    flag: none,
  };
  return [
    ...answerActions(fields, newForm(fields, { preference: { outcome: "a" } }), 2, none),
    ...taskActions({ reopened, hasText: true, hasFields: true }, commands, none),
    ...shiftActions({ reopened, hasGuideline: true, hasTask: true }, commands),
  ];
}

describe("the action registry", () => {
  it.each([false, true])("gives no key two meanings (reopened: %s)", (reopened) => {
    const used = everything([...PAIRWISE, ...LIKERT], reopened)
      .filter((action) => action.enabled)
      .flatMap((action) => action.keys);
    expect(used.length).toBeGreaterThan(20);
    expect(new Set(used).size).toBe(used.length);
  });

  it("names every action once", () => {
    const ids = everything().map((action) => action.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(everything().every((action) => action.label.length > 0)).toBe(true);
  });

  it("finds an action by the physical key, whatever the layout prints on it", () => {
    expect(actionFor(press("KeyU"), everything(), "other")?.id).toBe("undo");
    expect(actionFor(press("Slash", { shiftKey: true }), everything(), "other")?.id).toBe("help");
  });

  it("leaves a text alone but for what is meant for it", () => {
    expect(actionFor(press("KeyU"), everything(), "text")).toBeNull();
    expect(actionFor(press("Enter"), everything(), "text")).toBeNull();
    expect(actionFor(press("Enter", { ctrlKey: true }), everything(), "text")?.id).toBe("submit-text");
  });

  it("leaves Enter and Space to a focused button, and keys to an input method", () => {
    expect(actionFor(press("Enter"), everything(), "button")).toBeNull();
    expect(actionFor(press("KeyU"), everything(), "button")?.id).toBe("undo");
    expect(actionFor(press("KeyU", { isComposing: true }), everything(), "other")).toBeNull();
  });

  it("does nothing twice for a key that is held, but for scrolling", () => {
    expect(actionFor(press("Enter", { repeat: true }), everything(), "other")).toBeNull();
    expect(actionFor(press("KeyJ", { repeat: true }), everything(), "other")?.id).toBe("scroll-down");
  });

  it("ignores browser shortcuts", () => {
    expect(actionFor(press("KeyB", { ctrlKey: true }), everything(), "other")).toBeNull();
    expect(actionFor(press("Digit1", { altKey: true }), everything(), "other")).toBeNull();
  });

  it("does not perform what can't be done", () => {
    const perform = vi.fn();
    const off: Action = { id: "x", group: "Task", label: "X", keys: ["KeyX"], enabled: false, perform };
    expect(actionFor(press("KeyX"), [off], "other")).toBeNull();
  });

  it("tells answer buttons from other buttons", () => {
    document.body.innerHTML = `<button data-answer>1</button><button><span>Go</span></button><textarea></textarea>`;
    const [answer, other, text] = document.body.children;
    expect(focusOf(answer ?? null)).toBe("other");
    expect(focusOf(other?.firstElementChild ?? null)).toBe("button");
    expect(focusOf(text ?? null)).toBe("text");
  });

  it("writes keys as they are printed", () => {
    expect(comboOf(press("NumpadEnter"))).toBe("Enter");
    expect(keyName("Shift+Slash")).toBe("?");
    expect(keyName("Ctrl+Enter")).toBe("Ctrl Enter");
    expect(keyName("KeyQ", new Map([["KeyQ", "a"]]))).toBe("A");
  });
});
