import { Alert, Badge, Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { IconAlertTriangle, IconFileImport, IconKeyboard } from "@tabler/icons-react";
import { Link } from "react-router";

import { useHealth, useOverview, useProject } from "@/api/projects";
import { useAgreementHeadline } from "@/api/reports";
import type { Overview, Project, ProjectState } from "@/api/types";
import { useMe } from "@/api/session";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { PageSkeleton } from "@/components/Skeletons";
import { relativeTime } from "@/lib/dates";
import { useProjectId } from "@/lib/useProjectId";

import { AgreementTile } from "./AgreementTile";
import { AttentionPanel } from "./AttentionPanel";
import { DailyPanel } from "./DailyPanel";
import { NextSteps } from "./NextSteps";
import { JudgmentsTile, ProgressTile, RatersTile } from "./Tiles";

import classes from "./OverviewPage.module.css";

const STATES: Record<ProjectState, { label: string; color: string }> = {
  draft: { label: "Draft", color: "gray" },
  active: { label: "Active", color: "petrol" },
  paused: { label: "Paused", color: "gold" },
  closed: { label: "Closed", color: "gray" },
};

/** A project at a glance: how far it is, whether it can be trusted, who is at work, and what to do next. */
export function OverviewPage() {
  const id = useProjectId();
  const project = useProject(id);
  const overview = useOverview(id);
  const headline = useAgreementHeadline(id);

  const failed = project.error ?? overview.error;
  if (failed) {
    const retry = () => void Promise.all([project.refetch(), overview.refetch()]);
    return <ErrorNotice title="The project can't be shown" error={failed} onRetry={retry} />;
  }
  if (!project.data || !overview.data) return <PageSkeleton />;

  return (
    <>
      <PageHeader
        title={project.data.name}
        text={project.data.description || undefined}
        actions={<Actions project={project.data} />}
      />
      <Stack gap="lg">
        <WorkerWarning worker={overview.data.worker} />
        <NextSteps projectId={id} steps={overview.data.next_steps} />
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
          <ProgressTile overview={overview.data} overlap={project.data.overlap} />
          <AgreementTile projectId={id} headline={headline.data} error={headline.error} loading={headline.isPending} />
          <JudgmentsTile overview={overview.data} />
          <RatersTile overview={overview.data} projectId={id} />
        </SimpleGrid>
        <div className={classes.lower}>
          <DailyPanel days={overview.data.judgments_per_day} />
          <AttentionPanel project={project.data} />
        </div>
      </Stack>
    </>
  );
}

function Actions({ project }: { project: Project }) {
  const me = useMe();
  const state = STATES[project.state];
  const rates = me.data?.memberships.some((one) => one.project.id === project.id && one.role === "rater");
  return (
    <Group gap="sm">
      <Badge size="lg" variant="light" color={state.color}>
        {state.label}
      </Badge>
      {rates ? (
        <Button
          component={Link}
          to={`/work/${String(project.id)}`}
          variant="default"
          leftSection={<IconKeyboard size={16} aria-hidden />}
        >
          Open the workbench
        </Button>
      ) : null}
      {project.abilities.import ? (
        <Button
          component={Link}
          to={`/projects/${String(project.id)}/imports`}
          variant="default"
          leftSection={<IconFileImport size={16} aria-hidden />}
        >
          Import
        </Button>
      ) : null}
    </Group>
  );
}

/** Imports, reports and exports wait for a worker: without one nothing is lost, but nothing moves either. */
function WorkerWarning({ worker }: { worker: Overview["worker"] }) {
  const health = useHealth();
  const alive = health.data ? health.data.worker.alive : worker.alive;
  if (alive) return null;
  const seen = health.data?.worker.seen_at ?? worker.seen_at;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title="No worker is running">
      Imports, reports and exports will wait until one does; raters can go on.{" "}
      {seen ? `It was last seen ${relativeTime(seen)}.` : "None has been seen yet."} Start the product with{" "}
      <code>manage.py up</code>, which runs one, or start a Celery worker beside the web server.
    </Alert>
  );
}
