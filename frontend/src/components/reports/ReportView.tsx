import { Alert, Button, Menu, Stack, Text } from "@mantine/core";
import { IconChartDots, IconDownload, IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { useProject } from "@/api/projects";
import {
  reportDownload,
  type ReportPlan,
  type PageKind,
  type Results,
  useCancelReport,
  useLatestReport,
  useReportProgress,
  useRequestReport,
} from "@/api/reports";
import type { ReportRow } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { JobProgress } from "@/components/JobProgress";
import { PageHeader } from "@/components/PageHeader";
import { PageSkeleton } from "@/components/Skeletons";
import { dateTime, relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";

interface ReportViewProps<Kind extends PageKind> {
  projectId: number;
  kind: Kind;
  title: string;
  text: string;
  /** What the page will say once a report has run. */
  promise: string;
  plan?: ReportPlan;
  /** The question that the page is about, where its reports are about one. */
  question?: string | undefined;
  /** Chooses that question. */
  chooser?: ReactNode;
  /** What the next report is asked for with; shown to those who may run one. */
  controls?: ReactNode;
  /** What stands below, whether or not a report has run. */
  footer?: ReactNode;
  children: (result: Results[Kind], report: ReportRow) => ReactNode;
}

/** A page that stands on the latest report of a kind: run it, follow it, read it, take it away. */
export function ReportView<Kind extends PageKind>({
  projectId,
  kind,
  title,
  text,
  promise,
  plan,
  question,
  chooser,
  controls,
  footer,
  children,
}: ReportViewProps<Kind>) {
  const project = useProject(projectId);
  const latest = useLatestReport(projectId, kind, question);
  const progress = useReportProgress(
    projectId,
    kind,
    latest.data === undefined ? undefined : (latest.data?.report.id ?? null),
    question,
  );
  const request = useRequestReport(projectId, kind);
  const cancel = useCancelReport(projectId, kind);

  if (latest.isPending || project.isPending) {
    if (!chooser) return <PageSkeleton />;
    // In the same place as below: who chose with the keyboard stays there.
    return (
      <>
        <PageHeader title={title} text={text} />
        <Stack gap="lg">
          {chooser}
          <PageSkeleton />
        </Stack>
      </>
    );
  }
  const failed = latest.error ?? project.error;
  if (failed) {
    const retry = () => void Promise.all([latest.refetch(), project.refetch()]);
    return <ErrorNotice title={`${title} can't be shown`} error={failed} onRetry={retry} />;
  }

  const report = latest.data?.report ?? null;
  const mayRun = project.data?.abilities.request_report === true;
  const run = () => {
    request.mutate({ ...plan, ...(question === undefined ? {} : { question }) });
  };
  const runButton = mayRun ? (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      onClick={run}
      loading={request.isPending}
      disabled={progress.unfinished}
      variant={report && !report.stale ? "default" : "filled"}
    >
      {report ? "Run again" : "Run the report"}
    </Button>
  ) : null;
  const newest = progress.newest;
  const showJob = newest !== null && (progress.unfinished || (newest.state === "failed" && newest.id !== report?.id));

  return (
    <>
      <PageHeader
        title={title}
        text={text}
        actions={
          report ? (
            <>
              <Downloads id={report.id} />
              {runButton}
            </>
          ) : null
        }
      />
      <Stack gap="lg">
        {chooser}
        {mayRun ? controls : null}
        {request.error ? <ErrorNotice title="The report can't be run" error={request.error} /> : null}
        {cancel.error ? <ErrorNotice title="The report can't be cancelled" error={cancel.error} /> : null}
        {showJob ? (
          <JobProgress
            job={newest}
            label={`${title} report`}
            onCancel={() => {
              cancel.mutate(newest.id);
            }}
          />
        ) : null}
        {report ? <Freshness report={report} /> : null}
        {latest.data ? children(latest.data.result, latest.data.report) : null}
        {!report && !progress.unfinished ? (
          <EmptyState
            icon={<IconChartDots size={26} />}
            title={
              chooser && question !== undefined ? "No report on this question has run yet" : "No report has run yet"
            }
            text={mayRun ? promise : `${promise} A lead of this project can run it.`}
            action={runButton}
          />
        ) : null}
        {footer}
      </Stack>
    </>
  );
}

function Freshness({ report }: { report: ReportRow }) {
  const finished = report.finished_at ?? report.created_at;
  const from = ` from ${count(report.n_judgments)} judgments`;
  if (!report.stale) {
    return (
      <Text size="sm" c="dimmed" title={dateTime(finished)} mt={-8}>
        Computed {relativeTime(finished)}
        {from}. Intervals are 95 % unless they say otherwise.
      </Text>
    );
  }
  return (
    <Alert color="gold" variant="light" icon={<IconInfoCircle aria-hidden />} p="sm">
      Computed {relativeTime(finished)}
      {from}; judgments have come in since. Run it again to count them.
    </Alert>
  );
}

function Downloads({ id }: { id: number }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={reportDownload(id, "csv")} download>
          Every number as CSV
        </Menu.Item>
        <Menu.Item component="a" href={reportDownload(id, "json")} download>
          The whole report as JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
