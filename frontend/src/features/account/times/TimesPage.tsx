import { Button, Container, Group, Stack } from "@mantine/core";
import { IconClock, IconDownload } from "@tabler/icons-react";

import { DataTable } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { t } from "@/lib/i18n";

import { dayColumns, shiftColumns } from "./columns";
import { days } from "./days";
import { FILE, useOwnTimes } from "./queries";

/** What was recorded of my time, to check and to take away. */
export function TimesPage() {
  const times = useOwnTimes();
  const rows = times.data?.pages.flatMap((page) => page.results) ?? [];
  const byDay = days(rows, !times.hasNextPage);
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
          {byDay.length > 0 ? (
            <Panel title={t("By day")} hint={t("The day on which a shift began, in your time zone.")}>
              <DataTable
                rows={byDay}
                columns={dayColumns()}
                rowKey={(row) => row.date}
                label={t("Times by day")}
                maxHeight={320}
              />
            </Panel>
          ) : null}
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
