import "@/components/styles/everything.css";

import { Modal } from "@mantine/core";

import type { Shift, ShiftSummary, SkipReason, Task, TrainingFeedback, Workbench } from "@/api/types";
import { Markdown } from "@/components/markdown/Markdown";

import type { Outbox, OutboxState } from "../outbox/outbox";
import { TrainingDialog } from "../training/TrainingDialog";
import { EndDialog } from "./EndDialog";
import type { Done } from "./queue";
import { RecentDialog } from "./RecentDialog";
import { FlagDialog } from "./FlagDialog";
import { SkipDialog } from "./SkipDialog";

export type Dialog = "help" | "skip" | "flag" | "guideline" | "end" | "recent";

type Props = {
  open: Dialog | null;
  work: Workbench;
  shift: Shift;
  outbox: Outbox;
  waiting: OutboxState;
  onReopen: (done: Done) => void;
  task: Task | null;
  training: TrainingFeedback | null;
  onTrainingRead: () => void;
  onClose: () => void;
  onSkip: (task: Task, reason: SkipReason, note: string) => void;
  onFlagged: () => void;
  onSummary: (summary: ShiftSummary) => void;
};

/** The desk's dialogs, but for the help sheet, which lives with the keyboard. */
export function Dialogs(props: Props) {
  const { open, work, shift, outbox, task, training, onTrainingRead, onClose, onSkip, onFlagged, onSummary } = props;
  const close = { "aria-label": "Close" };
  return (
    <>
      <TrainingDialog feedback={training} onRead={onTrainingRead} />
      <Modal
        opened={open === "guideline"}
        onClose={onClose}
        size="xl"
        title={`Guideline, version ${String(work.guideline?.version ?? 1)}`}
        closeButtonProps={close}
      >
        <Markdown text={work.guideline?.body ?? ""} />
      </Modal>
      <Modal
        opened={open === "recent"}
        onClose={onClose}
        size="lg"
        title="Your last ten answers"
        closeButtonProps={close}
      >
        <RecentDialog work={work} waiting={props.waiting} onReopen={props.onReopen} />
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
