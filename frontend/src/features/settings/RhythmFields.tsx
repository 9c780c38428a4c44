import { SimpleGrid, Stack, Switch, Title } from "@mantine/core";

import { CountField } from "@/components/PolicyFields";

import type { Policies } from "./policies";

interface RhythmFieldsProps {
  form: Policies;
  change: (next: Partial<Policies>) => void;
  locked: boolean;
}

/** Breaks, the length of a day, and the comparison of two break policies. */
export function RhythmFields({ form, change, locked }: RhythmFieldsProps) {
  const minutes = (name: MinuteField, label: string, min: number, max: number, consequence: string) => (
    <CountField
      label={label}
      value={form[name]}
      onChange={(value) => {
        change({ [name]: value });
      }}
      min={min}
      max={max}
      unit="minutes"
      consequence={consequence}
      disabled={locked}
    />
  );
  return (
    <Stack gap="md" component="section" aria-label="Breaks and the day">
      <Title order={3} size="h5">
        Breaks and the day
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {minutes(
          "break_after_minutes",
          "Suggest a break after",
          5,
          480,
          "Attention falls within the hour, while pace rises: a break brings errors back to light.",
        )}
        {minutes("break_minutes", "Length of a break", 3, 120, "What the break screen counts down from.")}
        {minutes(
          "micro_break_every_minutes",
          "A minute’s pause every",
          0,
          480,
          "0: never. A short look into the distance; it doesn’t replace a break.",
        )}
        {minutes(
          "day_cap_minutes",
          "A day ends after",
          0,
          960,
          "Work of one person in 16 hours, over all projects; 0: no cap. Recorded time is never cut.",
        )}
      </SimpleGrid>
      <Switch
        label="Breaks are required"
        description="No new work until a break that is due was taken in full. What a rater holds can always be finished."
        checked={form.breaks_required}
        disabled={locked}
        onChange={(event) => {
          change({ breaks_required: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Compare two break policies"
        description="Each shift is drawn for the policy above or for the one below, half and half for each rater; Rhythm shows what it does."
        checked={form.break_trial}
        disabled={locked}
        onChange={(event) => {
          change({ break_trial: event.currentTarget.checked });
        }}
      />
      {form.break_trial ? (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          {minutes("trial_break_after_minutes", "In the other half: a break after", 5, 480, "Arm b of the comparison.")}
          {minutes("trial_micro_break_every_minutes", "In the other half: a minute’s pause every", 0, 480, "0: never.")}
        </SimpleGrid>
      ) : null}
    </Stack>
  );
}

type MinuteField =
  | "break_after_minutes"
  | "break_minutes"
  | "micro_break_every_minutes"
  | "day_cap_minutes"
  | "trial_break_after_minutes"
  | "trial_micro_break_every_minutes";
