import { ActionIcon, Group, Stack, TextInput } from "@mantine/core";
import { IconActivityHeartbeat, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { ListSkeleton } from "@/components/Skeletons";
import { useAddressed } from "@/lib/useAddressed";
import { useProjectId } from "@/lib/useProjectId";

import { DayPanel } from "./DayPanel";
import { EffectsPanel } from "./EffectsPanel";
import { useRhythm } from "./queries";
import { isDay, shifted, utcDay } from "./shaping";
import { TrialPanel } from "./TrialPanel";

/** When people worked and rested, what it did to their work, and which break policy does better. */
export function RhythmPage() {
  const projectId = useProjectId();
  const today = utcDay(new Date());
  const [picked, setDay] = useAddressed("day");
  const day = picked && isDay(picked) && picked <= today ? picked : today;
  const raters = useRhythm(projectId, day);
  return (
    <>
      <PageHeader
        title="Rhythm"
        text="Each rater against their own usual way of working, never against others. Tired people are often faster, not slower."
        actions={<DayField day={day} last={today} onDay={setDay} />}
      />
      <Stack gap="lg">
        {raters.isPending ? <ListSkeleton rows={3} /> : null}
        {raters.error ? (
          <ErrorNotice title="The day can’t be shown" error={raters.error} onRetry={() => void raters.refetch()} />
        ) : null}
        {raters.data?.length === 0 ? (
          <EmptyState
            icon={<IconActivityHeartbeat size={26} />}
            title="Nobody worked on this day"
            text="Choose another day (of UTC), or look again once a shift has started."
          />
        ) : null}
        {raters.data?.map((rater) => (
          <DayPanel key={rater.id} rater={rater} />
        ))}
        <EffectsPanel projectId={projectId} />
        <TrialPanel projectId={projectId} />
      </Stack>
    </>
  );
}

function DayField({ day, last, onDay }: { day: string; last: string; onDay: (day: string) => void }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-end">
      <ActionIcon
        variant="default"
        size={36}
        aria-label="The day before"
        onClick={() => {
          onDay(shifted(day, -1));
        }}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <TextInput
        type="date"
        aria-label="Day (UTC)"
        value={day}
        max={last}
        onChange={(event) => {
          if (event.currentTarget.value) onDay(event.currentTarget.value);
        }}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label="The day after"
        disabled={day >= last}
        onClick={() => {
          onDay(shifted(day, 1));
        }}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
