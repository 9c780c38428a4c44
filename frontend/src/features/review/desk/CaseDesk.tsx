import { Modal, Textarea } from "@mantine/core";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";

import { usePreferences } from "@/api/preferences";
import type { Guideline, OpenedCase } from "@/api/types";
import { AnswerForm } from "@/components/answering/AnswerForm";
import { Conversation } from "@/components/answering/Conversation";
import classes from "@/components/answering/Desk.module.css";
import { answersOf, draftOf, fieldsOf, gapsOf } from "@/components/answering/fields";
import { newForm, reduceForm } from "@/components/answering/form";
import { writingHint } from "@/components/answering/actions";
import { withOwnKeys } from "@/components/answering/keymap";
import { Keyboard } from "@/components/answering/Keyboard";
import { answerActions, taskActions } from "@/components/answering/registry";
import { Responses } from "@/components/answering/Responses";
import { useActiveTime } from "@/components/answering/useActiveTime";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Markdown } from "@/components/markdown/Markdown";
import { newUuid } from "@/lib/uuid";

import type { Settlement, useCaseVerbs } from "../queries";
import { caseActions } from "./actions";
import { CaseBar } from "./CaseBar";
import own from "./CaseDesk.module.css";
import { SendBackDialog } from "./SendBackDialog";
import { Voices } from "./Voices";

type Props = {
  project: number;
  name: string;
  guideline: Guideline | null;
  shown: OpenedCase;
  verbs: ReturnType<typeof useCaseVerbs>;
  done: number;
  mayUndo: boolean;
  said: string;
  onUndo: () => void;
  onSettled: (words: string) => void;
  onReleased: () => void;
  onNext: () => void;
};

type Open = "help" | "guideline" | "send-back" | null;

/** One case: what raters saw, what they said, and the same questions to decide it. A new case is a new component. */
export function CaseDesk(props: Props) {
  const { shown, verbs, onSettled } = props;
  // The reviewer's own words have one place, the reason; questions of free text that may be left out are not asked.
  const questions = useMemo(
    () => shown.questions.filter((one) => one.retired_in === null && (one.kind !== "text" || one.required)),
    [shown.questions],
  );
  const fields = useMemo(() => fieldsOf(questions, shown), [questions, shown]);
  const reduce = useMemo(() => reduceForm(fields), [fields]);
  const before = shown.verdicts[0];
  const [form, dispatch] = useReducer(reduce, null, () => newForm(fields, draftOf(fields, before?.answers ?? [])));
  const [rationale, setRationale] = useState(before?.rationale ?? "");
  const [open, setOpen] = useState<Open>(null);
  const reading = useRef<HTMLElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const activeTime = useActiveTime();
  useEffect(() => {
    reading.current?.focus({ preventScroll: true });
  }, []);

  const settle = (settlement: Settlement, words: string) => {
    if (verbs.settling.isPending) return;
    verbs.settling.mutate(
      { id: shown.id, settlement },
      {
        onSuccess: () => {
          setOpen(null);
          onSettled(words);
        },
      },
    );
  };
  const decide = () => {
    if (gapsOf(fields, form.draft).length > 0) {
      dispatch({ type: "complain" });
      return;
    }
    const said = {
      key: newUuid(),
      answers: answersOf(fields, form.draft),
      rationale,
      active_ms: activeTime().activeMs,
    };
    settle({ verb: "decide", ...said }, "Decided. Next case.");
  };
  const { keys, density, text_size } = usePreferences();
  const picks = withOwnKeys(keys, answerActions(fields, form, shown.responses.length, dispatch));
  // The refs are read when an action is performed, never while rendering; the rule can't see through the registry.
  /* eslint-disable react-hooks/refs */
  const usualForm = taskActions(
    { reopened: false, hasText: true, hasFields: fields.length > 0 },
    {
      submit: decide,
      skip: () => undefined,
      scroll: (by) => reading.current?.scrollBy({ top: by * window.innerHeight * 0.6 }),
      focusText: () => reason.current?.focus(),
    },
    dispatch,
  )
    .filter((action) => action.id !== "skip")
    .map((action) => ({ ...action, label: action.label.replace(/^Submit/, "Decide") }));
  const formActions = withOwnKeys(keys, usualForm);
  const usual = caseActions(
    { sendBack: shown.abilities.send_back, undo: props.mayUndo, guideline: props.guideline !== null },
    {
      sendBack: () => {
        setOpen("send-back");
      },
      dismiss: () => {
        settle({ verb: "dismiss", key: newUuid(), rationale }, "Dismissed. Next case.");
      },
      putBack: () => {
        verbs.release.mutate(shown.id, { onSuccess: props.onReleased, onError: props.onNext });
      },
      undo: props.onUndo,
      openGuideline: () => {
        setOpen("guideline");
      },
      openHelp: () => {
        setOpen("help");
      },
    },
  );
  const others = withOwnKeys(keys, usual);
  /* eslint-enable react-hooks/refs */
  const close = () => {
    setOpen(null);
  };
  const error = verbs.settling.error ?? verbs.undo.error;
  const outcome = fields.find((field) => field.question.kind === "preference");
  return (
    <div className={classes.desk} data-text-size={text_size} data-density={density}>
      <CaseBar project={props.project} name={props.name} shown={shown} done={props.done} actions={others} />
      <div className={classes.notices}>
        {error ? (
          <ErrorNotice title="That didn’t work" error={error} onRetry={props.onNext} retryLabel="Next case" />
        ) : null}
      </div>
      <Keyboard
        actions={[...picks, ...formActions, ...others]}
        silent={open !== null}
        helpOpen={open === "help"}
        onCloseHelp={close}
      />
      <main ref={reading} className={classes.reading} tabIndex={0} aria-label={`Case ${String(shown.id)}`}>
        <h1 className="ts-hidden">Case {shown.id}</h1>
        <div className={own.columns}>
          <div>
            <Conversation task={shown} />
            <Responses task={shown} outcome={(outcome && form.draft[outcome.id]?.outcome) ?? null} />
          </div>
          <aside className={own.aside} aria-label="What raters said">
            <Voices shown={shown} />
            <Textarea
              ref={reason}
              label="Your reason (optional)"
              placeholder={writingHint(formActions, "decide")}
              autosize
              minRows={2}
              maxRows={6}
              maxLength={5000}
              value={rationale}
              onChange={(event) => {
                setRationale(event.currentTarget.value);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
                event.stopPropagation();
                reading.current?.focus({ preventScroll: true });
              }}
            />
          </aside>
        </div>
      </main>
      <AnswerForm
        fields={fields}
        form={form}
        responses={shown.responses.length}
        actions={[...picks, ...formActions]}
        dispatch={dispatch}
        textRef={text}
        onLeaveText={() => reading.current?.focus({ preventScroll: true })}
      />
      <Modal
        opened={open === "guideline"}
        onClose={close}
        size="xl"
        title={`Guideline, version ${String(props.guideline?.version ?? 1)}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Markdown text={props.guideline?.body ?? ""} />
      </Modal>
      <SendBackDialog
        opened={open === "send-back"}
        busy={verbs.settling.isPending}
        error={verbs.settling.error}
        onClose={close}
        onSend={(mode, slots) => {
          settle({ verb: "send-back", key: newUuid(), mode, slots, rationale }, "Sent back to raters. Next case.");
        }}
      />
      <div role="status" aria-live="polite" className={classes.said}>
        {props.said}
      </div>
    </div>
  );
}
