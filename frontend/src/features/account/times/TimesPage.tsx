import { Badge, Button, Container, Group, Stack, Text } from "@mantine/core";
import { IconClock, IconDownload } from "@tabler/icons-react";

import type { OwnTime } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { dateTime, day, span } from "@/lib/dates";
import { t } from "@/lib/i18n";
import { count } from "@/lib/numbers";

import { type Day, days } from "./days";
import { FILE, useOwnTimes } from "./queries";

/** What was recorded of my time, to check and to take away. */
export function TimesPage() {
  const times = useOwnTimes();
  const rows = times.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Container size="md" py="xl">
      <PageHeader
        title={t("My times")}
        text={t("Each shift as it was recorded, in all projects. If something is wrong, tell the project’s lead.")}
        actions={
          rows.length > 0 ? (
            <Button component="a" href={FILE} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
              {t("Download all as CSV")}
            </Button>
          ) : null
        }
      />
      {times.isPending ? <ListSkeleton rows={6} /> : null}
      {times.error ? (
        <ErrorNotice title={t("Your times can’t be shown")} error={times.error} onRetry={() => void times.refetch()} />
      ) : null}
      {times.isSuccess && rows.length === 0 ? (
        <EmptyState
          icon={<IconClock size={26} />}
          title={t("No shift yet")}
          text={t(
            "A shift begins when you start work on a project. Its time, its breaks and what you did are listed here.",
          )}
        />
      ) : null}
      {rows.length > 0 ? (
        <Stack gap="xl">
          <Panel title={t("By day")} hint={t("The day on which a shift began, in your time zone.")}>
            <DataTable
              rows={days(rows)}
              columns={daysColumns()}
              rowKey={(row) => row.date}
              label={t("Times by day")}
              maxHeight={320}
            />
          </Panel>
          <Panel
            title={t("Shifts")}
            hint={t(
              "The length is from start to end, less the breaks; time at work counts while the page was visible and in use.",
            )}
          >
            <DataTable
              rows={rows}
              columns={shiftColumns()}
              rowKey={(row) => String(row.id)}
              label={t("Shifts")}
              maxHeight="none"
            />
            {times.hasNextPage ? (
              <Group justify="center" mt="md">
                <Button variant="default" loading={times.isFetchingNextPage} onClick={() => void times.fetchNextPage()}>
                  {t("Load earlier ones")}
                </Button>
              </Group>
            ) : null}
          </Panel>
        </Stack>
      ) : null}
    </Container>
  );
}

const minutes = (value: number) => span(value * 60_000);

const daysColumns = (): Column<Day>[] => [
  { key: "date", header: t("Day"), value: (row) => row.date, render: (row) => day(row.date) },
  { key: "shifts", header: t("Shifts"), value: (row) => row.shifts, align: "right" },
  {
    key: "time",
    header: t("Length"),
    value: (row) => row.minutes,
    render: (row) => minutes(row.minutes),
    align: "right",
  },
  {
    key: "active",
    header: t("Time at work"),
    value: (row) => row.activeMinutes,
    render: (row) => minutes(row.activeMinutes),
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

const shiftColumns = (): Column<OwnTime>[] => [
  {
    key: "start",
    header: t("Start"),
    value: (row) => row.started_at,
    render: (row) => (
      <Group gap={6}>
        {dateTime(row.started_at)}
        {row.open ? (
          <Badge variant="light" title={t("Counted until the last sign of life.")}>
            {t("goes on")}
          </Badge>
        ) : null}
      </Group>
    ),
  },
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
  {
    key: "time",
    header: t("Length"),
    value: (row) => row.minutes,
    render: (row) => minutes(row.minutes),
    align: "right",
  },
  {
    key: "breaks",
    header: t("Breaks"),
    value: (row) => row.break_minutes,
    render: (row) => (row.breaks > 0 ? `${String(row.breaks)}, ${minutes(row.break_minutes)}` : "–"),
    align: "right",
  },
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
