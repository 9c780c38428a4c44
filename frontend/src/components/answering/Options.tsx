import { type Action, keyName } from "./actions";
import type { Field, Value } from "./fields";
import type { Option } from "./options";
import classes from "./AnswerForm.module.css";
import { KeyCap } from "./KeyCap";
import { keysOf, useKeyMap } from "./keymap";
import { optionAction, optionSlot } from "./registry";
import { useKeyboardLayout } from "./useShortcuts";

type Props = {
  field: Field;
  options: Option[];
  value: Value | undefined;
  actions: Action[];
  /** Keys are printed only where they work now. */
  showKeys: boolean;
  disabled?: boolean;
};

/** The options of one field as buttons that say whether they are chosen. */
export function Options({ field, options, value, actions, showKeys, disabled = false }: Props) {
  const layout = useKeyboardLayout();
  const map = useKeyMap();
  const compact = field.question.kind === "likert" || field.question.kind === "ranking";
  return (
    <div
      className={classes.options}
      role="group"
      aria-label={
        field.response === null ? field.question.title : `${field.question.title}, response ${field.response}`
      }
      data-compact={compact || undefined}
    >
      {options.map((option) => {
        const [key] = keysOf(map, optionSlot(option), option.codes);
        return (
          <button
            key={option.id}
            type="button"
            data-answer
            className={classes.option}
            aria-pressed={option.chosen(value)}
            aria-label={compact && option.hint ? `${option.label}, ${option.hint}` : undefined}
            title={option.hint}
            disabled={disabled}
            onClick={actions.find((action) => action.id === optionAction(field, option))?.perform}
          >
            {option.label}
            {!compact && key && (
              <span className={classes.hint} data-shown={showKeys || undefined}>
                <KeyCap>{keyName(key, layout)}</KeyCap>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
