import { Text } from "@mantine/core";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { DailyBars, type DayCount } from "@/components/charts/DailyBars";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

const COLUMNS = [
  { key: "date", header: "Day (UTC)", value: (day: DayCount) => day.date },
  { key: "count", header: "Judgments", value: (day: DayCount) => day.count, align: "right" as const },
];

/** Judgments of each day: is the study moving? */
export function DailyPanel({ days }: { days: readonly DayCount[] }) {
  const sum = days.reduce((total, day) => total + day.count, 0);
  return (
    <Panel>
      <ChartFrame title="Judgments per day" rows={days} columns={COLUMNS} rowKey={(day) => day.date} order={2}>
        {sum > 0 ? (
          <DailyBars
            days={days}
            unit="judgments"
            label={`Judgments per day over ${String(days.length)} days, ${count(sum)} in all.`}
          />
        ) : (
          <Text c="dimmed" size="sm" py="xl" ta="center">
            No judgments yet. They appear here as raters work, or when you import votes.
          </Text>
        )}
      </ChartFrame>
    </Panel>
  );
}
