import { Badge, Group, Text } from "@mantine/core";

import type { OwnTime } from "@/api/types";
import type { Column } from "@/components/DataTable";
import { dateTime, day, span } from "@/lib/dates";
import { t } from "@/lib/i18n";
import { count } from "@/lib/numbers";

import type { Day, Worked } from "./days";

const minutes = (value: number) => span(value * 60_000);

const length = <Row extends Worked>(): Column<Row> => ({
  key: "length",
  header: t("Length"),
  value: (row) => row.minutes,
  render: (row) => minutes(row.minutes),
  align: "right",
});

const atWork = <Row extends Worked>(): Column<Row>[] => [
  {
    key: "active",
    header: t("Time at work"),
    value: (row) => row.active_minutes,
    render: (row) => minutes(row.active_minutes),
    align: "right",
  },
  {
    key: "judgments",
    header: t("Judgments"),
    value: (row) => row.judgments,
    render: (row) => count(row.judgments),
    align: "right",
  },
];

export const dayColumns = (): Column<Day>[] => [
  { key: "date", header: t("Day"), value: (row) => row.date, render: (row) => day(row.date) },
  { key: "shifts", header: t("Shifts"), value: (row) => row.shifts, align: "right" },
  length(),
  ...atWork<Day>(),
];

export const shiftColumns = (): Column<OwnTime>[] => [
  { key: "start", header: t("Start"), value: (row) => row.started_at, render: (row) => <Start shift={row} /> },
  {
    key: "project",
    header: t("Project"),
    value: (row) => row.project_name,
    render: (row) => (
      <Text size="sm" lineClamp={1} title={row.project_name}>
        {row.project_name}
      </Text>
    ),
  },
  length(),
  {
    key: "breaks",
    header: t("Breaks"),
    value: (row) => row.break_minutes,
    render: (row) => (row.breaks > 0 ? `${String(row.breaks)}, ${minutes(row.break_minutes)}` : "–"),
    align: "right",
  },
  ...atWork<OwnTime>(),
];

function Start({ shift }: { shift: OwnTime }) {
  return (
    <Group gap={6}>
      {dateTime(shift.started_at)}
      {shift.open ? (
        <Badge variant="light" title={t("Counted until the last sign of life.")}>
          {t("goes on")}
        </Badge>
      ) : null}
    </Group>
  );
}
