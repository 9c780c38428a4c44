import { lazy, Suspense, useEffect, useState } from "react";

import { usePreferences } from "@/api/preferences";
import type { Answer, Me, Shift, ShiftSummary, SkipReason, Task, Workbench } from "@/api/types";
import { useWasIdle } from "@/lib/idle";
import { newUuid } from "@/lib/uuid";

import type { Outbox, OutboxState } from "../outbox/outbox";
import { useBreak } from "../queries";
import classes from "@/components/answering/Desk.module.css";
import type { Dialog } from "./Dialogs";
import { dropDraft, forgetOldDrafts } from "./drafts";
import { IdleDesk } from "./IdleDesk";
import { Notices } from "./Notices";
import { useTextSize } from "./preferences";
import { withOwnKeys } from "@/components/answering/keymap";
import { currentTask } from "./queue";
import { shiftActions } from "@/components/answering/shift";
import { TaskDesk } from "./TaskDesk";
import { useUnread } from "../training/feedback";
import { TopBar } from "./TopBar";
import { nextView, type View } from "@/components/answering/views";
import type { Attention } from "@/components/answering/useActiveTime";
import { useHeartbeat } from "./useHeartbeat";
import { usePrepared } from "./usePrepared";
import { useQueue } from "./useQueue";
import { useUndo } from "./useUndo";

// Fetched once the first task can be read: until then nobody needs them, and the first load does without.
const Dialogs = lazy(async () => ({ default: (await import("./Dialogs")).Dialogs }));

type Props = {
  me: Me;
  work: Workbench;
  shift: Shift;
  outbox: Outbox;
  waiting: OutboxState;
  onSummary: (summary: ShiftSummary) => void;
};

/** The desk during a shift: one task after the other, and everything that can be done beside answering. */
export function Desk({ me, work, shift, outbox, waiting, onSummary }: Props) {
  const project = work.project.id;
  const { queue, dispatch, claimError, claimNow } = useQueue(work, outbox, waiting);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [said, setSaid] = useState("");
  const { keys, density } = usePreferences();
  const [textSize, changeTextSize] = useTextSize(me.id);
  const [view, setView] = useState<View>("rendered");
  const { begin } = useBreak(project);
  const undo = useUndo({ project, queue, dispatch, outbox, say: setSaid });
  useHeartbeat(project);
  const { unread, read } = useUnread(project);
  const silent = dialog !== null || unread !== null;
  const idle = useWasIdle();
  useEffect(() => {
    if (idle) forgetOldDrafts(Date.now());
  }, [idle]);

  const task = currentTask(queue);
  usePrepared(queue.upcoming.find((one) => one !== task));
  const reopened = queue.reopened;
  const fresh = waiting.entries.filter((entry) => entry.state === "waiting" && entry.kind === "judgment").length;
  // Counted from here on, not asked again: how the server's number moves would tell which batch holds hidden checks.
  const [atStart] = useState(() =>
    work.progress.remaining === null ? null : work.progress.remaining + work.held.length,
  );
  const left =
    atStart === null ? null : Math.max(queue.upcoming.length, atStart - (queue.settled.size - queue.settledBefore));
  const number = work.progress.done_today + fresh + 1;

  const answer = (answered: Task, answers: Answer[], { activeMs, focusChanges }: Attention) => {
    const uuid = newUuid();
    const now = new Date();
    const body = {
      assignment: answered.key,
      answers,
      active_ms: activeMs,
      focus_changes: Math.min(focusChanges, 32_767),
      submitted_at: now.toISOString(),
    };
    outbox.put({ kind: "judgment", uuid, project, task: answered, body, queued_at: now.getTime(), state: "waiting" });
    dropDraft(me.id, answered.key);
    dispatch({ type: "answered", done: { task: answered, answers, uuid } });
    setSaid(reopened ? "Correction kept. Back to the task before." : `Answer kept. Task ${String(number + 1)}.`);
  };
  const skip = (skipped: Task, reason: SkipReason, note: string) => {
    const body = { reason, note };
    const queued_at = Date.now();
    outbox.put({ kind: "skip", uuid: newUuid(), project, task: skipped, body, queued_at, state: "waiting" });
    dropDraft(me.id, skipped.key);
    dispatch({ type: "skipped", task: skipped });
    setDialog(null);
    setSaid("Skipped.");
  };
  const usual = shiftActions(
    {
      reopened: reopened !== null,
      hasGuideline: work.guideline !== null,
      hasTask: task !== null,
      mayUndo: work.training === null,
    },
    {
      undo: undo.open,
      leaveAsItWas: undo.leave,
      takeBreak: () => {
        undo.leave();
        begin.mutate({ shift: shift.id, suggested: work.advice.break_suggested });
      },
      endShift: () => {
        undo.leave();
        setDialog("end");
      },
      flag: () => {
        setDialog("flag");
      },
      openGuideline: () => {
        setDialog("guideline");
      },
      openHelp: () => {
        setDialog("help");
      },
      openRecent: () => {
        setDialog("recent");
      },
      changeTextSize,
      changeView: () => {
        setView(nextView(view, task?.responses.length ?? 0));
      },
    },
  );
  const actions = withOwnKeys(keys, usual);
  return (
    <div className={classes.desk} data-text-size={textSize} data-density={density}>
      <TopBar work={work} actions={actions} waiting={waiting} fresh={fresh} left={left} />
      <Notices
        outbox={outbox}
        waiting={waiting}
        advice={work.advice}
        elsewhere={work.elsewhere}
        project={project}
        shift={shift.id}
        onSaid={setSaid}
        training={work.training}
        reopened={reopened !== null}
        actions={actions}
        breakError={begin.error}
        undoError={undo.error}
      />
      {task ? (
        <TaskDesk
          key={`${task.key}:${reopened ? "again" : "first"}`}
          person={me.id}
          task={task}
          number={number}
          questions={work.questions}
          reopened={reopened}
          view={view}
          shiftActions={actions}
          silent={silent}
          helpOpen={dialog === "help"}
          onCloseHelp={() => {
            setDialog(null);
          }}
          onAnswer={answer}
          onSkip={() => {
            setDialog("skip");
          }}
        />
      ) : (
        <IdleDesk
          advice={work.advice}
          queue={queue}
          claimError={claimError}
          waiting={waiting}
          actions={actions}
          silent={silent}
          helpOpen={dialog === "help"}
          onCloseHelp={() => {
            setDialog(null);
          }}
          onLookAgain={() => {
            dispatch({ type: "look-again" });
            claimNow();
          }}
        />
      )}
      {(idle || silent) && (
        <Suspense fallback={null}>
          <Dialogs
            open={dialog}
            work={work}
            shift={shift}
            outbox={outbox}
            waiting={waiting}
            onReopen={(done) => {
              setDialog(null);
              undo.reopen(done);
            }}
            task={task}
            training={unread}
            onTrainingRead={read}
            onClose={() => {
              setDialog(null);
            }}
            onSkip={skip}
            onFlagged={() => {
              setDialog(null);
              setSaid("Flagged for a reviewer. Answer it as well as you can, or skip it.");
            }}
            onSummary={onSummary}
          />
        </Suspense>
      )}
      <div role="status" aria-live="polite" className={classes.said}>
        {said}
      </div>
    </div>
  );
}
