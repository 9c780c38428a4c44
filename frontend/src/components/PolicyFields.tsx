import { Group, NumberInput, Slider, Stack, Text } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface ShareFieldProps {
  label: string;
  /** 0 to 1. */
  value: number;
  onChange: (value: number) => void;
  max: number;
  step?: number;
  /** What the value means, in the words of its consequence. */
  consequence: ReactNode;
  disabled?: boolean;
}

/** A share from 0 to `max`, set by a slider, with its consequence under it. */
export function ShareField({ label, value, onChange, max, step = 0.01, consequence, disabled }: ShareFieldProps) {
  const id = useId();
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={500} id={id}>
          {label}
        </Text>
        <Text size="sm" fw={600}>
          {Math.round(value * 100)} %
        </Text>
      </Group>
      <Slider
        thumbProps={{ "aria-labelledby": id }}
        value={value}
        onChange={onChange}
        min={0}
        max={max}
        step={step}
        label={(shown) => `${String(Math.round(shown * 100))} %`}
        disabled={disabled}
      />
      <Text size="sm" c="dimmed">
        {consequence}
      </Text>
    </Stack>
  );
}

interface CountFieldProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  unit?: string;
  consequence: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
}

/** A whole number with its consequence under it. */
export function CountField({ label, value, onChange, min, max, unit, consequence, error, disabled }: CountFieldProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      onChange={(next) => {
        if (typeof next === "number" && Number.isFinite(next)) onChange(next);
      }}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      suffix={unit ? ` ${unit}` : undefined}
      description={consequence}
      descriptionProps={{ fz: "sm" }}
      inputWrapperOrder={["label", "input", "description", "error"]}
      error={error}
      disabled={disabled}
    />
  );
}
