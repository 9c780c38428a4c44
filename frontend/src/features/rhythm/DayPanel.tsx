import { Alert, Badge, Group, List, Text } from "@mantine/core";

import type { RaterDay } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { DayTimeline } from "@/components/charts/DayTimeline";
import { paceText, type TimelineRow, timelineRows } from "@/components/charts/timeline";
import { Panel } from "@/components/Panel";
import { span } from "@/lib/dates";
import { percent } from "@/lib/numbers";

const time = (iso: string) =>
  new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

const COLUMNS = [
  {
    key: "from",
    header: "From",
    value: (row: TimelineRow) => row.starts_at,
    render: (row: TimelineRow) => time(row.starts_at),
  },
  { key: "judgments", header: "Judgments", value: (row: TimelineRow) => row.judgments, align: "right" as const },
  {
    key: "pace",
    header: "Pace",
    value: (row: TimelineRow) => row.pace,
    render: (row: TimelineRow) => paceText(row.pace),
  },
  {
    key: "freshness",
    header: "Freshness",
    value: (row: TimelineRow) => row.freshness,
    render: (row: TimelineRow) => (row.freshness === null ? "–" : percent(row.freshness, 0)),
    align: "right" as const,
  },
  { key: "passed", header: "Checks passed", value: (row: TimelineRow) => row.passed, align: "right" as const },
  { key: "missed", header: "Checks missed", value: (row: TimelineRow) => row.missed, align: "right" as const },
];

/** One rater's day: the timeline, how fresh they are now and why, and what deserves a look. */
export function DayPanel({ rater }: { rater: RaterDay }) {
  const rows = timelineRows(rater.shifts);
  const judgments = rows.reduce((sum, row) => sum + row.judgments, 0);
  const active = rows.reduce((sum, row) => sum + row.active_s, 0);
  const breaks = rater.shifts.reduce((sum, shift) => sum + shift.breaks.length, 0);
  const alarms = rater.shifts.flatMap((shift) => shift.alarms);
  const warnings = rater.shifts.flatMap((shift) => shift.warnings);
  const felt = rater.shifts.flatMap((shift) => shift.reports).at(-1);
  return (
    <Panel>
      <ChartFrame
        title={rater.alias}
        hint={`${String(judgments)} judgments in ${span(active * 1000)} of active time, ${String(breaks)} ${breaks === 1 ? "break" : "breaks"}.`}
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => row.key}
        order={2}
      >
        <DayTimeline
          shifts={rater.shifts}
          checks
          label={`The day of ${rater.alias}: judgments, pace, freshness and checks on a clock; ${String(alarms.length)} alarms.`}
        />
        <div className="chart-legend" aria-hidden>
          <span>● check passed</span>
          <span>○ check missed</span>
          <span>▲ rhythm changed</span>
          <span>dashed line: usual pace for the length</span>
          <span>bands: breaks</span>
        </div>
      </ChartFrame>
      <Group gap="xs" mt="sm" display={rater.fresh_now === null && !felt ? "none" : undefined}>
        {rater.fresh_now === null ? null : (
          <Badge variant="light" color={rater.fresh_now < 0.5 ? "orange" : "petrol"}>
            fresh now: {percent(rater.fresh_now, 0)}
          </Badge>
        )}
        {felt ? (
          <Badge variant="light" color="gray">
            felt {felt.fresh} of 5 at {time(felt.at)}
          </Badge>
        ) : null}
        {rater.reasons_now.length > 0 ? (
          <Text size="sm" c="dimmed">
            {rater.reasons_now.join("; ")}
          </Text>
        ) : null}
      </Group>
      {alarms.length > 0 || warnings.length > 0 ? (
        <Alert color="gold" variant="light" mt="sm" p="xs" title="Worth a look">
          <List size="sm">
            {alarms.map((alarm) => (
              <List.Item key={`${alarm.at}${alarm.what}`}>
                {time(alarm.at)}: {alarm.what}
              </List.Item>
            ))}
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
    </Panel>
  );
}
