import { NumberInput } from "@mantine/core";

import type { Field } from "./plans";

interface PlanFieldProps {
  field: Field;
  /** As it stands in the address; `null` while it is as it began. */
  said: string | null;
  start: { value: number; own: boolean };
  onChange: (name: string, text: string | null) => void;
}

/** One number of a plan. A share is typed in percent. */
export function PlanField({ field, said, start, onChange }: PlanFieldProps) {
  const scale = field.percent ? 100 : 1;
  const value = said === null ? start.value : said === "" ? null : Number(said);
  const wrong = value === null || !Number.isFinite(value) || value < field.min || value > field.max;
  const unit = field.percent ? " %" : "";
  const tidy = (number: number) => Number((number * scale).toPrecision(12));
  const help = said === null && start.own ? `${field.help} As it is in this project so far.` : field.help;
  return (
    <NumberInput
      label={field.label}
      description={help}
      descriptionProps={{ fz: "sm" }}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value === null || !Number.isFinite(value) ? "" : tidy(value)}
      onChange={(next) => {
        onChange(field.name, typeof next === "number" ? String(Number((next / scale).toPrecision(12))) : "");
      }}
      min={tidy(field.min)}
      max={tidy(field.max)}
      step={tidy(field.step)}
      clampBehavior="none"
      allowDecimal={!field.whole}
      thousandSeparator=" "
      suffix={unit}
      error={wrong ? `From ${String(tidy(field.min))} to ${tidy(field.max).toLocaleString()}${unit}.` : undefined}
    />
  );
}
