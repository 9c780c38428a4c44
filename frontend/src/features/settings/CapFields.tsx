import { NumberInput, SimpleGrid, Stack, Switch } from "@mantine/core";
import type { ReactNode } from "react";

import type { ServingFields } from "./fields";

/** How much one rater may judge; an empty field is no cap. */
export function CapFields({ form, errors, locked, change }: ServingFields) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
        <Cap
          label="Judgments in all"
          value={form.max_judgments}
          onChange={(max_judgments) => {
            change({ max_judgments });
          }}
          max={10_000_000}
          consequence="No single taste outweighs the others. Hidden checks count like other tasks."
          error={errors.max_judgments}
          disabled={locked}
        />
        <Cap
          label="Judgments a day"
          value={form.max_judgments_per_day}
          onChange={(max_judgments_per_day) => {
            change({ max_judgments_per_day });
          }}
          max={100_000}
          consequence="Spreads the work over days; a day begins at midnight UTC."
          error={errors.max_judgments_per_day}
          disabled={locked}
        />
        <Cap
          label="Items of one prompt"
          value={form.max_per_prompt}
          onChange={(max_per_prompt) => {
            change({ max_per_prompt });
          }}
          max={1000}
          consequence="Where many pairs share a prompt, more people get to judge each prompt."
          error={errors.max_per_prompt}
          disabled={locked}
        />
      </SimpleGrid>
      <Switch
        label="Share out the last items"
        description="When little is left, nobody gets more than an even part of it, so that all who are at work finish together."
        checked={form.fair_share}
        disabled={locked}
        onChange={(event) => {
          change({ fair_share: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Serve the most telling pairs first"
        description="Of items with the same priority, those come first whose two models the judgments so far tell apart least. In simulations 15 to 40 % fewer judgments settle a leaderboard; how often each pair is judged comes to differ."
        checked={form.telling_first}
        disabled={locked}
        onChange={(event) => {
          change({ telling_first: event.currentTarget.checked });
        }}
      />
    </Stack>
  );
}

interface CapProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  max: number;
  consequence: ReactNode;
  error: ReactNode;
  disabled: boolean;
}

function Cap({ label, value, onChange, max, consequence, error, disabled }: CapProps) {
  return (
    <NumberInput
      label={label}
      placeholder="no cap"
      value={value ?? ""}
      onChange={(next) => {
        onChange(typeof next === "number" && Number.isFinite(next) ? next : null);
      }}
      min={1}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      thousandSeparator=" "
      description={consequence}
      descriptionProps={{ fz: "sm" }}
      inputWrapperOrder={["label", "input", "description", "error"]}
      error={error}
      disabled={disabled}
    />
  );
}
