import { Modal } from "@mantine/core";

import type { Shift, ShiftSummary, SkipReason, Task, Workbench } from "@/api/types";
import { Markdown } from "@/components/Markdown";

import type { Outbox } from "../outbox/outbox";
import { EndDialog } from "./EndDialog";
import { FlagDialog } from "./FlagDialog";
import { SkipDialog } from "./SkipDialog";

export type Dialog = "help" | "skip" | "flag" | "guideline" | "end";

type Props = {
  open: Dialog | null;
  work: Workbench;
  shift: Shift;
  outbox: Outbox;
  task: Task | null;
  onClose: () => void;
  onSkip: (task: Task, reason: SkipReason, note: string) => void;
  onFlagged: () => void;
  onSummary: (summary: ShiftSummary) => void;
};

/** The desk's dialogs, but for the help sheet, which lives with the keyboard. */
export function Dialogs({ open, work, shift, outbox, task, onClose, onSkip, onFlagged, onSummary }: Props) {
  const close = { "aria-label": "Close" };
  return (
    <>
      <Modal
        opened={open === "guideline"}
        onClose={onClose}
        size="xl"
        title={`Guideline, version ${String(work.guideline?.version ?? 1)}`}
        closeButtonProps={close}
      >
        <Markdown text={work.guideline?.body ?? ""} />
      </Modal>
      <Modal opened={open === "skip"} onClose={onClose} title="Why skip this task?" closeButtonProps={close}>
        {task && (
          <SkipDialog
            onSkip={(reason, note) => {
              onSkip(task, reason, note);
            }}
          />
        )}
      </Modal>
      <Modal opened={open === "flag"} onClose={onClose} title="What is wrong with this item?" closeButtonProps={close}>
        {task && <FlagDialog assignment={task.key} onFlagged={onFlagged} />}
      </Modal>
      <Modal opened={open === "end"} onClose={onClose} title="End the shift?" closeButtonProps={close}>
        <EndDialog
          project={work.project.id}
          shift={shift.id}
          outbox={outbox}
          onCancel={onClose}
          onSummary={onSummary}
        />
      </Modal>
    </>
  );
}
