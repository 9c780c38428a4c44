/** What can be done with a task: picks, and the keys of the form. Buttons, shortcuts and the help sheet come from it. */
import type { Action, ActionGroup } from "./actions";
import { type Field, hasSide } from "./fields";
import type { Form, FormEvent } from "./form";
import { type Option, optionsOf, strengthsOf } from "./options";

export type TaskCommands = {
  submit: () => void;
  skip: () => void;
  scroll: (by: number) => void;
  focusText: () => void;
};

/** Ids of the actions that pick an option: the buttons find theirs by it. */
export const optionAction = (field: Field, option: Option): string => `pick:${field.id}:${option.id}`;

/** The name under which an option's keys are changed: its usual key, which is the same in every question. */
export const optionSlot = (option: Option): string => `answer:${option.codes[0] ?? ""}`;

/** Picks of every field; only the active field's have their keys, so that digits always mean one thing. */
export function answerActions(
  fields: Field[],
  form: Form,
  responses: number,
  dispatch: (event: FormEvent) => void,
): Action[] {
  const preference = fields.find((field) => field.question.kind === "preference");
  return fields.flatMap((field) => {
    const value = form.draft[field.id];
    const title = field.question.title.replace(/[?:.]$/, "");
    const where = field.response === null ? title : `${title}, ${field.response}`;
    const picks = optionsOf(field, responses).map((option): Action => ({
      id: optionAction(field, option),
      slot: optionSlot(option),
      group: "Answer",
      label: `${where}: ${option.label}${option.hint ? ` (${option.hint})` : ""}`,
      keys: form.active === field.id ? option.codes : [],
      enabled: true,
      perform: () => {
        dispatch({ type: "pick", field: field.id, value: option.pick(value) });
      },
    }));
    const strengths = strengthsOf(field).map((option): Action => ({
      id: optionAction(field, option),
      slot: optionSlot(option),
      group: "Answer",
      label: `${where}: ${option.label}`,
      keys: field.id === preference?.id ? option.codes : [],
      enabled: hasSide(value),
      perform: () => {
        dispatch({ type: "set", field: field.id, value: option.pick(value) });
      },
    }));
    return [...picks, ...strengths];
  });
}

type TaskSituation = { reopened: boolean; hasText: boolean; hasFields: boolean };

/** What can be done with the task on the desk, besides answering. */
export function taskActions(
  { reopened, hasText, hasFields }: TaskSituation,
  commands: TaskCommands,
  dispatch: (event: FormEvent) => void,
): Action[] {
  const move = (by: 1 | -1) => () => {
    dispatch({ type: "move", by });
  };
  const scroll = (by: number) => () => {
    commands.scroll(by);
  };
  const clear = () => {
    dispatch({ type: "clear" });
  };
  const { submit, skip, focusText } = commands;
  const saves = reopened ? "Save the correction" : "Submit";
  return [
    action("submit", "Task", saves, ["Enter"], submit),
    { ...action("submit-text", "Task", `${saves} while writing`, ["Ctrl+Enter"], submit), inText: true },
    action("skip", "Task", "Skip", ["KeyS"], skip, !reopened),
    action("text", "Answer", "Write the reasons (Esc leaves)", ["KeyN"], focusText, hasText),
    action("clear", "Answer", "Clear this answer", ["Backspace"], clear, hasFields),
    action("next-field", "Move", "Next question", ["ArrowDown"], move(1), hasFields),
    action("previous-field", "Move", "Previous question", ["ArrowUp"], move(-1), hasFields),
    { ...action("scroll-down", "Move", "Scroll down", ["KeyJ"], scroll(0.35)), repeats: true },
    { ...action("scroll-up", "Move", "Scroll up", ["KeyK"], scroll(-0.35)), repeats: true },
  ];
}

export function action(
  id: string,
  group: ActionGroup,
  label: string,
  keys: string[],
  perform: () => void,
  enabled = true,
): Action {
  return { id, group, label, keys, enabled, perform };
}
