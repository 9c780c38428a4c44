import { Textarea } from "@mantine/core";
import { type Dispatch, type RefObject, useEffect, useRef } from "react";

import { type Action, writingHint } from "./actions";
import { type Field, hasSide } from "./fields";
import { optionsOf, strengthsOf } from "./options";
import { ActionButton } from "./ActionButton";
import classes from "./AnswerForm.module.css";
import type { Form, FormEvent } from "./form";
import { Options } from "./Options";

type Props = {
  fields: Field[];
  form: Form;
  responses: number;
  actions: Action[];
  dispatch: Dispatch<FormEvent>;
  textRef: RefObject<HTMLTextAreaElement | null>;
  onLeaveText: () => void;
};

const SHOWN_GAPS = 2;

/** The questions, docked below what is read. The marked field is the one that digits answer. */
export function AnswerForm({ fields, form, responses, actions, dispatch, textRef, onLeaveText }: Props) {
  const dock = useRef<HTMLElement>(null);
  const shown = useRef(form.active);
  useEffect(() => {
    // Only once the mark moves: a new task begins with reading, not with its form.
    if (form.active === null || shown.current === form.active) return;
    shown.current = form.active;
    dock.current?.querySelector(`[data-field="${CSS.escape(form.active)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [form.active]);
  const groups = [...Map.groupBy(fields, (field) => field.question.key).values()];
  const find = (id: string) => actions.find((action) => action.id === id);
  return (
    <section ref={dock} className={classes.dock} aria-label="Your answer">
      <div className={classes.questions}>
        {groups.map((group) => (
          <QuestionGroup
            key={group[0]?.question.key}
            {...{ group, form, responses, actions, dispatch, textRef, onLeaveText }}
          />
        ))}
      </div>
      <div className={classes.foot}>
        <div role="alert" className={classes.gaps}>
          {form.gaps.slice(0, SHOWN_GAPS).map((gap) => (
            <p key={gap.field}>{gap.message}</p>
          ))}
          {form.gaps.length > SHOWN_GAPS && <p>And {form.gaps.length - SHOWN_GAPS} more.</p>}
        </div>
        {find("skip")?.enabled && <ActionButton action={find("skip")} size="sm" />}
        <ActionButton action={find("submit")} size="sm" variant="filled" color="petrol" />
      </div>
    </section>
  );
}

type GroupProps = Omit<Props, "fields"> & { group: Field[] };

function QuestionGroup({ group, form, responses, actions, dispatch, textRef, onLeaveText }: GroupProps) {
  const [first] = group;
  if (!first) return null;
  const { question } = first;
  const active = group.some((field) => field.id === form.active);
  const missing = group.some((field) => form.gaps.some((gap) => gap.field === field.id));
  const titleId = `question-${question.key}`;
  if (question.kind === "text") {
    return (
      <div className={classes.group} data-active={active || undefined} data-missing={missing || undefined}>
        <Textarea
          ref={textRef}
          label={question.title}
          description={question.help_text || undefined}
          placeholder={writingHint(actions, "submit")}
          rows={1}
          classNames={{ input: classes.text }}
          maxLength={20_000}
          value={form.draft[first.id]?.text ?? ""}
          onFocus={() => {
            dispatch({ type: "activate", field: first.id });
          }}
          onChange={(event) => {
            dispatch({ type: "set", field: first.id, value: { text: event.currentTarget.value } });
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
            event.stopPropagation();
            onLeaveText();
          }}
        />
      </div>
    );
  }
  const ends = [question.scale_labels[String(question.scale_min)], question.scale_labels[String(question.scale_max)]];
  return (
    <div
      role="group"
      aria-labelledby={titleId}
      className={classes.group}
      data-active={active || undefined}
      data-missing={missing || undefined}
    >
      <div className={classes.title}>
        <h3 id={titleId}>
          {question.title}
          {!question.required && <span className={classes.optional}> optional</span>}
        </h3>
        {question.help_text && <p className={classes.help}>{question.help_text}</p>}
        {question.kind === "likert" && ends[0] && ends[1] && (
          <p className={classes.help}>
            {question.scale_min} {ends[0]} … {question.scale_max} {ends[1]}
          </p>
        )}
      </div>
      <div className={classes.fields}>
        {group.map((field) => (
          <div
            key={field.id}
            data-field={field.id}
            className={classes.field}
            data-active={(group.length > 1 && field.id === form.active) || undefined}
          >
            {field.response !== null && responses > 1 && <span className={classes.of}>{field.response}</span>}
            <Options
              field={field}
              options={optionsOf(field, responses)}
              value={form.draft[field.id]}
              actions={actions}
              showKeys={field.id === form.active}
            />
            {question.kind === "preference" && question.strength_levels > 0 && (
              <div className={classes.strength} data-open={hasSide(form.draft[field.id]) || undefined}>
                <span className={classes.by}>by how much?</span>
                <Options
                  field={field}
                  options={strengthsOf(field)}
                  value={form.draft[field.id]}
                  actions={actions}
                  showKeys={hasSide(form.draft[field.id])}
                  disabled={!hasSide(form.draft[field.id])}
                />
              </div>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
