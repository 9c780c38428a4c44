import { Container } from "@mantine/core";

import { usePresets } from "@/api/projects";
import { useMe } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { PageSkeleton } from "@/components/Skeletons";

import { NewProjectForm } from "./NewProjectForm";

/** A new study from a preset: what is asked, how often, how it is checked, and what raters read. */
export function NewProjectPage() {
  const me = useMe();
  const presets = usePresets();
  if (presets.error) {
    return (
      <Container size="lg" py="xl">
        <ErrorNotice title="The presets can’t be shown" error={presets.error} onRetry={() => void presets.refetch()} />
      </Container>
    );
  }
  if (!presets.data || me.isPending) return <PageSkeleton />;
  return (
    <Container size="lg" py="xl">
      <PageHeader title="New project" text="Choose what is asked. Everything but the questions can be changed later." />
      {me.data?.abilities.create_project ? (
        <NewProjectForm presets={presets.data} />
      ) : (
        <EmptyState
          title="You can’t make projects"
          text="Ask the person who runs this server to allow it, or a lead to invite you to a project."
        />
      )}
    </Container>
  );
}
