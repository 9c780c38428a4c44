import { SimpleGrid, Stack, Title } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";

import { useHealth, useProject } from "@/api/projects";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { ListSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { FormatHelp } from "./FormatHelp";
import { ImportCard } from "./ImportCard";
import { useCancelImport, useImports } from "./queries";
import { UploadPanel } from "./UploadPanel";

/** Bring items in, votes that were made elsewhere, or scores of a model; see what became of every row. */
export function ImportsPage() {
  const projectId = useProjectId();
  const project = useProject(projectId);
  const imports = useImports(projectId);
  const health = useHealth();
  const cancel = useCancelImport(projectId);

  return (
    <>
      <PageHeader
        title="Imports"
        text="Good rows land even when others are refused, and the same file again changes nothing."
      />
      <Stack gap="lg">
        {project.data?.abilities.import ? (
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <UploadPanel
              projectId={projectId}
              questions={project.data.questions}
              workerAlive={health.data?.worker.alive ?? true}
            />
            <FormatHelp questions={project.data.questions} />
          </SimpleGrid>
        ) : null}
        {project.data && !project.data.abilities.import && imports.data?.length === 0 ? (
          <EmptyState
            icon={<IconFileImport size={26} />}
            title="Nothing was imported"
            text={
              project.data.state === "closed"
                ? "The project is closed, so nothing can be imported any more."
                : "Leads of this project import items and votes; what became of each file is shown here."
            }
          />
        ) : null}
        {project.error ? <ErrorNotice title="The project can’t be shown" error={project.error} /> : null}
        {cancel.error ? <ErrorNotice title="The import can’t be cancelled" error={cancel.error} /> : null}
        {imports.error ? (
          <ErrorNotice
            title="The imports can’t be shown"
            error={imports.error}
            onRetry={() => void imports.refetch()}
          />
        ) : null}
        {imports.isPending ? <ListSkeleton rows={2} /> : null}
        {imports.data && imports.data.length > 0 ? (
          <Stack gap="sm" component="section" aria-labelledby="import-history">
            <Title order={2} size="h4" id="import-history">
              Imports of this project
            </Title>
            {imports.data.map((run) => (
              <ImportCard
                key={run.id}
                run={run}
                onCancel={() => {
                  cancel.mutate(run.id);
                }}
              />
            ))}
          </Stack>
        ) : null}
      </Stack>
    </>
  );
}
