import { Button, Group, Stack, Title } from "@mantine/core";
import { useState } from "react";

import { ApiError } from "@/api/errors";
import { useUpdateProject } from "@/api/projects";
import type { Project } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";

import { CapFields } from "./CapFields";
import { OverlapFields } from "./OverlapFields";
import { RuleFields } from "./RuleFields";
import { type Serving, servingChanges, servingOf, servingProblems } from "./serving";

/** Who gets which item when: overlap, caps, and what raters need for which items. */
export function ServingPanel({ project }: { project: Project }) {
  const before = servingOf(project);
  const [form, setForm] = useState(before);
  const [tried, setTried] = useState(false);
  const update = useUpdateProject(project.id);
  const locked = !project.abilities.edit;
  const own = servingProblems(form);
  const refused = update.error instanceof ApiError ? update.error.fields : {};
  const errors: Record<string, string> = {
    ...Object.fromEntries(Object.entries(refused).map(([path, messages]) => [path, messages.join(" ")])),
    // An empty row is no mistake before somebody wants to save it.
    ...Object.fromEntries(Object.entries(own).filter(([path]) => tried || !path.startsWith("requirement_rules"))),
  };
  const changed = servingChanges(before, form);
  const untouched = Object.keys(changed).length === 0;
  const fields = {
    project,
    form,
    errors,
    locked,
    change: (next: Partial<Serving>) => {
      setForm({ ...form, ...next });
      update.reset();
    },
  };
  return (
    <Panel
      title="Who gets what"
      hint="How many people judge an item, how much one person may judge, and who is qualified."
    >
      <Stack gap="xl">
        <OverlapFields {...fields} />
        <Stack gap="md">
          <Title order={3} size="h5">
            One rater’s share
          </Title>
          <CapFields {...fields} />
        </Stack>
        <Stack gap="md">
          <Title order={3} size="h5">
            Qualifications
          </Title>
          <RuleFields {...fields} />
        </Stack>
        {update.error ? <ErrorNotice title="Who gets what can’t be saved" error={update.error} /> : null}
        {locked ? null : (
          <Group>
            <Button
              loading={update.isPending}
              disabled={untouched}
              onClick={() => {
                setTried(true);
                if (Object.keys(own).length === 0) update.mutate({ version: project.version, ...changed });
              }}
            >
              Save who gets what
            </Button>
            {untouched ? null : (
              <Button
                variant="default"
                onClick={() => {
                  setForm(before);
                  setTried(false);
                  update.reset();
                }}
              >
                Undo the changes
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
