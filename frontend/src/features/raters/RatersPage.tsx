import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";

import { useProject } from "@/api/projects";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { ListSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { InvitationsPanel } from "./InvitationsPanel";
import { InviteDialog } from "./InviteDialog";
import { LeasesPanel } from "./LeasesPanel";
import { useRaters } from "./queries";
import { RatersTable } from "./RatersTable";

/** The people behind the judgments: how they are doing, and who needs a word. */
export function RatersPage() {
  const projectId = useProjectId();
  const project = useProject(projectId);
  const raters = useRaters(projectId);
  const [inviting, { open, close }] = useDisclosure(false);
  const mayInvite = project.data?.abilities.invite === true;
  const invite = mayInvite ? (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={open}>
      Invite by link
    </Button>
  ) : null;

  return (
    <>
      <PageHeader
        title="Raters"
        text="Gold accuracy, pace and habits, each with its interval: a wide one means that it is too early to judge anybody."
        actions={raters.data && raters.data.length > 0 ? invite : null}
      />
      <Stack gap="lg">
        {raters.isPending ? <ListSkeleton rows={4} /> : null}
        {raters.error ? (
          <ErrorNotice title="The raters can’t be shown" error={raters.error} onRetry={() => void raters.refetch()} />
        ) : null}
        {raters.data?.length === 0 ? (
          <EmptyState
            icon={<IconUsers size={26} />}
            title="No raters yet"
            text="Make a link and send it to the people who will judge. They choose their own name and password."
            action={invite}
          />
        ) : null}
        {raters.data && raters.data.length > 0 ? (
          <RatersTable projectId={projectId} raters={raters.data} threshold={project.data?.gold_pass_threshold} />
        ) : null}
        <LeasesPanel projectId={projectId} mayRelease={project.data?.abilities.edit === true} />
        {mayInvite ? <InvitationsPanel projectId={projectId} /> : null}
      </Stack>
      <InviteDialog projectId={projectId} opened={inviting} onClose={close} />
    </>
  );
}
