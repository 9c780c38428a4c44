import { Stack, Title } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";

import { useProject } from "@/api/projects";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { ListSkeleton, PageSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { ExportCard } from "./ExportCard";
import { ExportForm } from "./ExportForm";
import { useCancelExport, useExports, useFormats } from "./queries";

/** Hand the judgments over: pairs that a trainer reads, or every vote, with a manifest that says what they are worth. */
export function ExportsPage() {
  const projectId = useProjectId();
  const project = useProject(projectId);
  const formats = useFormats();
  const mayExport = project.data?.abilities.export === true;
  const exports = useExports(projectId, mayExport);
  const cancel = useCancelExport(projectId);

  const failed = project.error ?? formats.error;
  if (failed) {
    const retry = () => void Promise.all([project.refetch(), formats.refetch()]);
    return <ErrorNotice title="Exports can’t be shown" error={failed} onRetry={retry} />;
  }
  if (!project.data || !formats.data) return <PageSkeleton />;

  return (
    <>
      <PageHeader
        title="Exports"
        text="The same data and choices give the same bytes; the manifest names counts, agreement and the SHA-256 of each file."
      />
      <Stack gap="lg">
        {mayExport ? (
          <ExportForm project={project.data} formats={formats.data} />
        ) : (
          <EmptyState
            icon={<IconPackageExport size={26} />}
            title="Exports are made by leads"
            text="They hold every prompt and response. Ask a lead of this project for the files that you need."
          />
        )}
        {cancel.error ? <ErrorNotice title="The export can’t be cancelled" error={cancel.error} /> : null}
        {exports.error ? (
          <ErrorNotice
            title="The exports can’t be shown"
            error={exports.error}
            onRetry={() => void exports.refetch()}
          />
        ) : null}
        {mayExport && exports.isPending ? <ListSkeleton rows={2} /> : null}
        {exports.data?.length === 0 ? (
          <EmptyState
            icon={<IconPackageExport size={26} />}
            title="Nothing exported yet"
            text="Choose a format and what to do with ties above, then run the export. Its files stay here to be downloaded again."
          />
        ) : null}
        {exports.data && exports.data.length > 0 ? (
          <Stack gap="sm" component="section" aria-labelledby="export-history">
            <Title order={2} size="h4" id="export-history">
              Exports of this project
            </Title>
            {exports.data.map((one, index) => (
              <ExportCard
                key={one.id}
                run={one}
                formats={formats.data}
                startsOpen={index === 0}
                onCancel={() => {
                  cancel.mutate(one.id);
                }}
              />
            ))}
          </Stack>
        ) : null}
      </Stack>
    </>
  );
}
