/** Every action of the workbench whose keys can be changed, where no desk is open to name them. */
import type { Action } from "./actions";
import { action, taskActions } from "./registry";
import { shiftActions } from "./shift";

const nothing = () => undefined;
const commands = {
  submit: nothing,
  skip: nothing,
  scroll: nothing,
  focusText: nothing,
  undo: nothing,
  leaveAsItWas: nothing,
  takeBreak: nothing,
  endShift: nothing,
  openGuideline: nothing,
  openHelp: nothing,
  openRecent: nothing,
  changeTextSize: nothing,
  changeView: nothing,
  flag: nothing,
};

/** Options by the place that their usual key gives them: what a question calls them is known at the desk only. */
export function answerSlots(): Action[] {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((n) =>
    action(
      `answer:Digit${String(n)}`,
      "Answer",
      n === 0 ? "Answer 0 (tie, or 10)" : `Answer ${String(n)}`,
      [`Digit${String(n)}`, `Numpad${String(n)}`],
      nothing,
    ),
  );
  const strengths = ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT"].map((code, index) =>
    action(`answer:${code}`, "Answer", `By how much: step ${String(index + 1)}`, [code], nothing),
  );
  return [...digits, ...strengths];
}

export function everyAction(): Action[] {
  return [
    ...answerSlots(),
    ...taskActions({ reopened: false, hasText: true, hasFields: true }, commands, nothing),
    ...shiftActions({ reopened: true, hasGuideline: true, hasTask: true }, commands),
  ];
}
