/** The answer form of one task as a pure reducer: draft, active field, and what a refused submit complained of. */
import { type Draft, type Field, type Gap, gapsOf, isAnswered, nextOpen, type Value } from "./fields";
import { movesOn } from "./options";

export type Form = { draft: Draft; active: string | null; gaps: Gap[] };

export type FormEvent =
  /** An option was picked: the value is set, and the next open field becomes active. */
  | { type: "pick"; field: string; value: Value }
  /** A value changed without leaving the field: text, strength. */
  | { type: "set"; field: string; value: Value }
  | { type: "activate"; field: string }
  | { type: "move"; by: 1 | -1 }
  | { type: "clear" }
  | { type: "complain" };

export function newForm(fields: Field[], draft: Draft): Form {
  const [first] = fields;
  const open = fields.find((field) => !isAnswered(field, draft) && field.question.kind !== "text");
  return { draft, active: (open ?? first)?.id ?? null, gaps: [] };
}

export function reduceForm(fields: Field[]): (form: Form, event: FormEvent) => Form {
  return (form, event) => {
    switch (event.type) {
      case "pick": {
        const field = fields.find((one) => one.id === event.field);
        const draft = { ...form.draft, [event.field]: event.value };
        const next = field && movesOn(field) ? nextOpen(fields, draft, event.field) : null;
        return { draft, active: next ?? event.field, gaps: stillOpen(form.gaps, fields, draft) };
      }
      case "set": {
        const draft = { ...form.draft, [event.field]: event.value };
        return { ...form, draft, gaps: stillOpen(form.gaps, fields, draft) };
      }
      case "activate":
        return { ...form, active: event.field };
      case "move": {
        const here = fields.findIndex((field) => field.id === form.active);
        const target = fields[Math.min(fields.length - 1, Math.max(0, here + event.by))];
        return target ? { ...form, active: target.id } : form;
      }
      case "clear": {
        if (form.active === null) return form;
        const draft = { ...form.draft };
        Reflect.deleteProperty(draft, form.active);
        return { ...form, draft };
      }
      case "complain": {
        const gaps = gapsOf(fields, form.draft);
        return { ...form, gaps, active: gaps[0]?.field ?? form.active };
      }
    }
  };
}

/** A complaint goes away once its field is answered; no new one appears before the next submit. */
function stillOpen(gaps: Gap[], fields: Field[], draft: Draft): Gap[] {
  if (gaps.length === 0) return gaps;
  const now = gapsOf(fields, draft);
  return gaps.filter((gap) => now.some((one) => one.field === gap.field && one.message === gap.message));
}
