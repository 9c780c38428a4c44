import { Alert, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import type { Question } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { bytes } from "@/lib/numbers";

import { DropZone } from "./DropZone";
import { AT_ONCE } from "./looking";
import { kindOf } from "./outcome";
import { PreviewPanel } from "./PreviewPanel";
import { type Kind, type Upload, useLayouts, usePreview, useUpload } from "./queries";

const KINDS: { value: Kind; label: string }[] = [
  { value: "items", label: "Items" },
  { value: "votes", label: "Votes" },
  { value: "scores", label: "Scores" },
];
const OWN = [
  { value: "auto", label: "Found out by its content" },
  { value: "jsonl", label: "Touchstone’s own rows, JSONL" },
  { value: "csv", label: "Touchstone’s own rows, CSV" },
];

interface UploadPanelProps {
  projectId: number;
  questions: readonly Question[];
  workerAlive: boolean;
}

/** Choose a file, say what it holds, see how it would be read, send it. */
export function UploadPanel({ projectId, questions, workerAlive }: UploadPanelProps) {
  const [params] = useSearchParams();
  const asked = KINDS.find((one) => one.value === params.get("kind"))?.value ?? null;
  const [wish, setWish] = useState<Omit<Upload, "file">>({ kind: asked ?? "items", format: "auto" });
  const [file, setFile] = useState<File | null>(null);
  const upload = useUpload(projectId);
  const preview = usePreview(projectId);
  const layouts = useLayouts();

  const look = (chosen: File | null, next: Omit<Upload, "file">, complete = false) => {
    upload.reset();
    if (!complete) preview.reset();
    if (chosen && (complete || chosen.size <= AT_ONCE)) preview.mutate({ file: chosen, ...next, complete });
  };
  const choose = (chosen: File | null) => {
    const next = chosen && !asked ? { ...wish, kind: kindOf(chosen.name) } : wish;
    setFile(chosen);
    setWish(next);
    look(chosen, next);
  };
  const change = (said: Partial<Upload>) => {
    const next = { ...wish, ...said };
    setWish(next);
    look(file, next);
  };
  const send = () => {
    if (!file) return;
    upload.mutate(
      { file, ...wish },
      {
        onSuccess: () => {
          setFile(null);
          preview.reset();
        },
      },
    );
  };
  const countable = questions.filter((question) => question.kind !== "text");
  const hopeless = preview.data !== undefined && preview.data.complete && preview.data.rows_good === 0;

  return (
    <Panel title="Import a file">
      <Stack gap="md">
        {workerAlive ? null : (
          <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} p="sm">
            No worker is running: the import will wait until one does.
          </Alert>
        )}
        <DropZone file={file} onChoose={choose} />
        <div>
          <Text size="sm" fw={500} mb={4} id="import-kind">
            It holds
          </Text>
          <SegmentedControl
            aria-labelledby="import-kind"
            data={KINDS}
            value={wish.kind}
            onChange={(value) => {
              change({ kind: value as Kind });
            }}
          />
        </div>
        <Group gap="md" align="flex-end">
          <Select
            label="Format"
            data={[
              { group: "Usual", items: OWN },
              {
                group: "Other layouts",
                items: (layouts.data ?? []).map((layout) => ({ value: layout.key, label: layout.name })),
              },
            ]}
            value={wish.format}
            allowDeselect={false}
            searchable
            w={{ base: "100%", sm: 300 }}
            onChange={(value) => {
              change({ format: value ?? "auto" });
            }}
          />
          {wish.kind === "votes" && countable.length > 1 ? (
            <Select
              label="Votes without a question answer"
              placeholder="none: they are refused"
              data={countable.map((question) => ({ value: question.key, label: question.title }))}
              value={wish.question ?? null}
              clearable
              onChange={(value) => {
                change({ question: value ?? undefined });
              }}
            />
          ) : null}
        </Group>
        {file && file.size > AT_ONCE && !preview.data && !preview.isPending ? (
          <Button
            variant="default"
            size="xs"
            style={{ alignSelf: "flex-start" }}
            onClick={() => {
              preview.mutate({ file, ...wish });
            }}
          >
            Look at the file first ({bytes(file.size)})
          </Button>
        ) : null}
        {preview.error ? <ErrorNotice title="The file can’t be read" error={preview.error} /> : null}
        <PreviewPanel
          preview={preview.data}
          pending={preview.isPending}
          onCheckAll={() => {
            look(file, wish, true);
          }}
        />
        {upload.error ? <ErrorNotice title="The file can’t be imported" error={upload.error} /> : null}
        <Button
          onClick={send}
          disabled={!file || hopeless}
          loading={upload.isPending}
          style={{ alignSelf: "flex-start" }}
        >
          {file ? `Import ${file.name}` : "Import"}
        </Button>
      </Stack>
    </Panel>
  );
}
