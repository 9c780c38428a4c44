/** What can be done with a case besides answering, as one list for buttons, keys and the help sheet. */
import type { Action } from "@/components/answering/actions";
import { action } from "@/components/answering/registry";

export type CaseCommands = {
  sendBack: () => void;
  dismiss: () => void;
  putBack: () => void;
  undo: () => void;
  openGuideline: () => void;
  openHelp: () => void;
};

export function caseActions(
  may: { sendBack: boolean; undo: boolean; guideline: boolean },
  commands: CaseCommands,
): Action[] {
  return [
    action("send-back", "Case", "Send back to raters", ["KeyS"], commands.sendBack, may.sendBack),
    action("dismiss", "Case", "Dismiss: nothing to decide", ["KeyX"], commands.dismiss),
    action("put-back", "Case", "Put back into the queue and leave", ["KeyP"], commands.putBack),
    action("undo", "Case", "Take the last decision back", ["KeyU"], commands.undo, may.undo),
    action("guideline", "Case", "Guideline", ["KeyG"], commands.openGuideline, may.guideline),
    action("help", "Case", "Keys", ["Shift+Slash", "F1"], commands.openHelp),
  ];
}
