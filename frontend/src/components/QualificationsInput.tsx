import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";

interface QualificationsInputProps {
  label: string;
  description?: ReactNode;
  value: string[];
  onChange: (value: string[]) => void;
  /** Names that are known in the project. */
  known: readonly string[];
  error?: ReactNode;
  disabled?: boolean;
  /** The label is said, but not shown: in a table its column has it. */
  hideLabel?: boolean;
}

/** Names of qualifications, such as language:de; those that are known are offered, others may be typed. */
export function QualificationsInput({
  label,
  description,
  value,
  onChange,
  known,
  error,
  disabled,
  hideLabel = false,
}: QualificationsInputProps) {
  return (
    <TagsInput
      {...(hideLabel ? { "aria-label": label } : { label })}
      description={description}
      placeholder={value.length === 0 ? "language:de" : undefined}
      value={value}
      onChange={(next) => {
        onChange([...new Set(next.map((name) => name.trim().toLowerCase()).filter(Boolean))]);
      }}
      data={[...known]}
      splitChars={[",", " ", ";"]}
      acceptValueOnBlur
      // Below it would lie over the button that saves.
      comboboxProps={{ position: "top-start" }}
      clearable
      error={error}
      disabled={disabled}
    />
  );
}
