import { useEffect, useMemo, useReducer, useRef } from "react";

import type { Answer, Question, Task } from "@/api/types";

import type { Action } from "@/components/answering/actions";
import { answersOf, draftOf, fieldsOf, gapsOf } from "@/components/answering/fields";
import { AnswerForm } from "@/components/answering/AnswerForm";
import { Conversation } from "@/components/answering/Conversation";
import classes from "@/components/answering/Desk.module.css";
import { keepDraft, loadDraft } from "./drafts";
import { newForm, reduceForm } from "@/components/answering/form";
import { Keyboard } from "@/components/answering/Keyboard";
import { useKeyMap, withOwnKeys } from "@/components/answering/keymap";
import type { Reopened } from "./queue";
import { answerActions, taskActions } from "@/components/answering/registry";
import { Responses } from "@/components/answering/Responses";
import type { View } from "@/components/answering/views";
import { type Attention, useActiveTime } from "@/components/answering/useActiveTime";

type Props = {
  person: number;
  task: Task;
  number: number;
  questions: Question[];
  reopened: Reopened | null;
  view: View;
  shiftActions: Action[];
  silent: boolean;
  helpOpen: boolean;
  onCloseHelp: () => void;
  onAnswer: (task: Task, answers: Answer[], attention: Attention) => void;
  onSkip: () => void;
};

/** One task: what to read, and the form that answers it. A new task is a new component. */
export function TaskDesk(props: Props) {
  const { person, task, number, questions, reopened, view, shiftActions } = props;
  const { silent, helpOpen, onCloseHelp, onAnswer, onSkip } = props;
  const fields = useMemo(() => fieldsOf(questions, task), [questions, task]);
  const reduce = useMemo(() => reduceForm(fields), [fields]);
  const [form, dispatch] = useReducer(reduce, null, () =>
    newForm(fields, reopened ? draftOf(fields, reopened.answers) : loadDraft(person, task.key)),
  );
  const reading = useRef<HTMLElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const activeTime = useActiveTime();

  // The reading area takes the keyboard, so that Space and the arrows of the page scroll it.
  // Not from under an open dialog: it has the keyboard, and gives it back when it closes.
  useEffect(() => {
    if (!silent) reading.current?.focus({ preventScroll: true });
  }, [silent]);
  useEffect(() => {
    // An answer opened again is already kept as it was sent; only new work is a draft.
    if (!reopened) keepDraft(person, task.key, form.draft);
  }, [form.draft, person, reopened, task.key]);
  const activeKind = fields.find((field) => field.id === form.active)?.question.kind;
  useEffect(() => {
    if (activeKind === "text") text.current?.focus();
  }, [activeKind, form.active]);

  const submit = () => {
    if (gapsOf(fields, form.draft).length > 0) dispatch({ type: "complain" });
    else onAnswer(task, answersOf(fields, form.draft), activeTime());
  };
  const textField = fields.find((field) => field.question.kind === "text");
  const map = useKeyMap();
  const picks = withOwnKeys(map, answerActions(fields, form, task.responses.length, dispatch));
  // The refs are read when an action is performed, never while rendering; the rule can't see through the registry.
  /* eslint-disable react-hooks/refs */
  const usual = taskActions(
    { reopened: reopened !== null, hasText: textField !== undefined, hasFields: fields.length > 0 },
    {
      submit,
      skip: onSkip,
      scroll: (by) => {
        const area = reading.current;
        // On a narrow screen the page scrolls instead of the reading area.
        const scrolled = area && area.scrollHeight > area.clientHeight ? area : window;
        scrolled.scrollBy({ top: by * window.innerHeight * 0.6 });
      },
      focusText: () => {
        if (textField) dispatch({ type: "activate", field: textField.id });
        text.current?.focus();
      },
    },
    dispatch,
  );
  const others = withOwnKeys(map, usual);
  /* eslint-enable react-hooks/refs */
  return (
    <>
      <Keyboard
        actions={[...picks, ...others, ...shiftActions]}
        silent={silent}
        helpOpen={helpOpen}
        onCloseHelp={onCloseHelp}
      />
      <main ref={reading} className={classes.reading} tabIndex={0} aria-label={`Task ${String(number)}`}>
        <h1 className="ts-hidden">Task {number}</h1>
        <Conversation task={task} />
        <Responses task={task} outcome={outcomeOf(form.draft, fields)} view={view} />
      </main>
      <AnswerForm
        fields={fields}
        form={form}
        responses={task.responses.length}
        actions={[...picks, ...others]}
        dispatch={dispatch}
        textRef={text}
        onLeaveText={() => reading.current?.focus({ preventScroll: true })}
      />
    </>
  );
}

function outcomeOf(draft: ReturnType<typeof draftOf>, fields: ReturnType<typeof fieldsOf>): string | null {
  const preference = fields.find((field) => field.question.kind === "preference");
  return (preference && draft[preference.id]?.outcome) ?? null;
}
