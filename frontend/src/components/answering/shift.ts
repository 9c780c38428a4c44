/** What can be done at the desk beside answering, as one list. */
import type { Action } from "./actions";
import { action } from "./registry";

export type ShiftCommands = {
  flag: () => void;
  undo: () => void;
  leaveAsItWas: () => void;
  takeBreak: () => void;
  endShift: () => void;
  openGuideline: () => void;
  openHelp: () => void;
  openRecent: () => void;
  changeTextSize: () => void;
  changeView: () => void;
};

/** What can be done at any time of a shift. */
export function shiftActions(
  // In training the right answer was shown: there is nothing to take back.
  {
    reopened,
    hasGuideline,
    hasTask,
    mayUndo = true,
  }: { reopened: boolean; hasGuideline: boolean; hasTask: boolean; mayUndo?: boolean },
  commands: ShiftCommands,
): Action[] {
  return [
    action(
      "undo",
      "Task",
      reopened ? "Open the answer before it" : "Undo the last answer",
      ["KeyU"],
      commands.undo,
      mayUndo,
    ),
    action("recent", "Task", "Last ten answers", ["KeyL"], commands.openRecent),
    action("leave", "Task", "Leave it as it was", ["Escape"], commands.leaveAsItWas, reopened),
    action("flag", "Task", "Flag for review", ["KeyF"], commands.flag, hasTask),
    action("break", "Shift", "Take a break", ["KeyB"], commands.takeBreak),
    action("end", "Shift", "End the shift", ["Shift+KeyE"], commands.endShift),
    action("guideline", "Shift", "Guideline", ["KeyG"], commands.openGuideline, hasGuideline),
    action("view", "Task", "Rendered, as written, differences", ["KeyV"], commands.changeView, hasTask),
    action("text-size", "Shift", "Text size", ["KeyZ"], commands.changeTextSize),
    action("help", "Shift", "Keys", ["Shift+Slash", "F1"], commands.openHelp),
  ];
}
