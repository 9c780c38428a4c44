import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";

import { useUpdateProject } from "@/api/projects";
import type { Project, ProjectState } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";

const MEANING: Record<ProjectState, string> = {
  draft: "Raters can join and read the guideline; they get no work yet.",
  active: "Raters on shift are handed work.",
  paused: "Nobody is handed new work; what raters hold can still be submitted.",
  closed: "The study is over: no work, no imports, no invitations. Reports and exports stay.",
};

/** What the project does now, and what it may become. */
export function StatePanel({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [closing, { open, close }] = useDisclosure(false);
  const become = (state: ProjectState) => {
    update.mutate({ version: project.version, state }, { onSettled: close });
  };
  return (
    <Panel
      title="State"
      actions={
        <>
          {project.abilities.activate ? (
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              loading={update.isPending}
              onClick={() => {
                become("active");
              }}
            >
              {project.state === "paused" ? "Resume" : "Activate"}
            </Button>
          ) : null}
          {project.abilities.pause ? (
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={16} aria-hidden />}
              loading={update.isPending}
              onClick={() => {
                become("paused");
              }}
            >
              Pause
            </Button>
          ) : null}
          {project.abilities.close ? (
            <Button variant="default" leftSection={<IconLock size={16} aria-hidden />} onClick={open}>
              Close
            </Button>
          ) : null}
        </>
      }
    >
      <Group gap="sm" wrap="nowrap">
        <Badge size="lg" variant="light" color={project.state === "active" ? "petrol" : "gray"}>
          {project.state}
        </Badge>
        <Text size="sm">{MEANING[project.state]}</Text>
      </Group>
      {update.error ? <ErrorNotice title="The state can’t be changed" error={update.error} /> : null}
      <Dialog opened={closing} onClose={close} title="Close the project?">
        <Stack gap="md">
          <Text size="sm">{MEANING.closed}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it open
            </Button>
            <Button
              color="red"
              loading={update.isPending}
              onClick={() => {
                become("closed");
              }}
            >
              Close the project
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Panel>
  );
}
