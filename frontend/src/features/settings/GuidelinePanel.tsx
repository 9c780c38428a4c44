import { Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { useGuidelines, usePublishGuideline } from "@/api/projects";
import type { Project } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { GuidelineEditor } from "@/components/GuidelineEditor";
import { Markdown } from "@/components/markdown/Markdown";
import { Panel } from "@/components/Panel";
import { dateTime } from "@/lib/dates";

/** The guideline in force, its versions, and the next one. A published version never changes. */
export function GuidelinePanel({ project }: { project: Project }) {
  const [editing, setEditing] = useState(false);
  const current = project.guideline;
  return (
    <Panel
      title={current ? `Guideline, version ${String(current.version)}` : "Guideline"}
      hint="A published version never changes, because every judgment points to the version it was made under."
      actions={
        project.abilities.edit && !editing ? (
          <Button
            variant="default"
            onClick={() => {
              setEditing(true);
            }}
          >
            Write the next version
          </Button>
        ) : null
      }
    >
      {editing ? (
        <Editor
          project={project}
          onDone={() => {
            setEditing(false);
          }}
        />
      ) : (
        <Stack gap="md">
          {current ? (
            <Markdown text={current.body} />
          ) : (
            <Text c="dimmed" size="sm">
              There is no guideline yet. Raters judge more alike when they read the same words first.
            </Text>
          )}
          <Versions projectId={project.id} />
        </Stack>
      )}
    </Panel>
  );
}

function Editor({ project, onDone }: { project: Project; onDone: () => void }) {
  const [body, setBody] = useState(project.guideline?.body ?? "");
  const [note, setNote] = useState("");
  const publish = usePublishGuideline(project.id);
  const same = body.trim() === (project.guideline?.body ?? "").trim() || body.trim() === "";
  return (
    <Stack gap="md">
      <GuidelineEditor value={body} onChange={setBody} />
      <TextInput
        label="What changed"
        description="Raters read this before they go on."
        value={note}
        maxLength={300}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      {publish.error ? <ErrorNotice title="The guideline can’t be published" error={publish.error} /> : null}
      <Group>
        <Button
          disabled={same}
          loading={publish.isPending}
          onClick={() => {
            publish.mutate({ body, change_note: note.trim() }, { onSuccess: onDone });
          }}
        >
          Publish version {(project.guideline?.version ?? 0) + 1}
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Text size="sm" c="dimmed">
          Each rater is asked to read it before the next task.
        </Text>
      </Group>
    </Stack>
  );
}

function Versions({ projectId }: { projectId: number }) {
  const versions = useGuidelines(projectId);
  if (versions.error) return <ErrorNotice title="The versions can’t be shown" error={versions.error} />;
  if (!versions.data || versions.data.length < 2) return null;
  return (
    <Table fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={90}>Version</Table.Th>
          <Table.Th>What changed</Table.Th>
          <Table.Th w={220}>Published</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {versions.data.map((one) => (
          <Table.Tr key={one.version}>
            <Table.Td>{one.version}</Table.Td>
            <Table.Td>{one.change_note || "–"}</Table.Td>
            <Table.Td>{dateTime(one.published_at)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
