import { Stack } from "@mantine/core";

import { useProject } from "@/api/projects";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { PageSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { GuidelinePanel } from "./GuidelinePanel";
import { HistoryPanel } from "./HistoryPanel";
import { PoliciesPanel } from "./PoliciesPanel";
import { QuestionsPanel } from "./QuestionsPanel";
import { ServingPanel } from "./ServingPanel";
import { StatePanel } from "./StatePanel";

/** How the study is run: its state, policies, guideline and questions. */
export function SettingsPage() {
  const id = useProjectId();
  const project = useProject(id);
  if (project.error) {
    return (
      <ErrorNotice title="The settings can’t be shown" error={project.error} onRetry={() => void project.refetch()} />
    );
  }
  if (!project.data) return <PageSkeleton />;
  return (
    <>
      <PageHeader
        title="Settings"
        text="Each policy says what it leads to. Changes count from now on, make a version and stand in the history; judgments stay as they are."
      />
      <Stack gap="lg">
        <StatePanel project={project.data} />
        {/* A new version from the server starts the form again. */}
        <ServingPanel key={`serving ${String(project.data.version)}`} project={project.data} />
        <PoliciesPanel key={project.data.version} project={project.data} />
        <GuidelinePanel project={project.data} />
        <QuestionsPanel project={project.data} />
        <HistoryPanel projectId={id} />
      </Stack>
    </>
  );
}
