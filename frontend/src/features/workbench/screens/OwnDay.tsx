import { Text } from "@mantine/core";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { DayTimeline } from "@/components/charts/DayTimeline";
import { paceText, type TimelineRow, timelineRows } from "@/components/charts/timeline";
import { ErrorNotice } from "@/components/ErrorNotice";

import { useOwnDay } from "../queries";
import classes from "./Quiet.module.css";

const clockTime = (iso: string) =>
  new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

const COLUMNS = [
  {
    key: "from",
    header: "From",
    value: (row: TimelineRow) => row.starts_at,
    render: (row: TimelineRow) => clockTime(row.starts_at),
  },
  { key: "judgments", header: "Judgments", value: (row: TimelineRow) => row.judgments, align: "right" as const },
  {
    key: "pace",
    header: "Pace",
    value: (row: TimelineRow) => row.pace,
    render: (row: TimelineRow) => paceText(row.pace),
  },
];

/** The rater's own day: when they worked and rested, and their pace against their own usual one. Nobody is compared. */
export function OwnDay({ project }: { project: number }) {
  const day = useOwnDay(project);
  if (day.isError) return <ErrorNotice title="Your day can’t be shown" error={day.error} />;
  const rows = timelineRows(day.data ?? []);
  if (!day.data || rows.length === 0) return null;
  const judgments = rows.reduce((sum, row) => sum + row.judgments, 0);
  const breaks = day.data.reduce((sum, shift) => sum + shift.breaks.length, 0);
  return (
    <div className={classes.day}>
      <ChartFrame
        title="Your day"
        hint="Ten minutes a bar; coloured bands are breaks. The dashed line is your own usual pace for items of that length."
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
      >
        <DayTimeline
          shifts={day.data}
          label={`Your day: ${String(judgments)} judgments and ${String(breaks)} breaks on a clock.`}
        />
      </ChartFrame>
      <Text size="xs" c="dimmed" mt={4}>
        Only you and the leads of this project see this.
      </Text>
    </div>
  );
}
