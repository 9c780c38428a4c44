import { Alert, Button, FileButton, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconFileUpload, IconX } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";

import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { bytes } from "@/lib/numbers";

import { kindOf } from "./outcome";
import { type Upload, useUpload } from "./queries";

import classes from "./UploadPanel.module.css";

const ACCEPT = ".jsonl,.ndjson,.csv,.json,text/csv,application/x-ndjson";

/** Drop a file or choose one, say what it holds, send it. */
export function UploadPanel({ projectId, workerAlive }: { projectId: number; workerAlive: boolean }) {
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<Upload["kind"]>("items");
  const [format, setFormat] = useState<Upload["format"]>("auto");
  const [over, setOver] = useState(false);
  const upload = useUpload(projectId);

  const choose = (chosen: File | null) => {
    if (!chosen) return;
    upload.reset();
    setFile(chosen);
    setKind(kindOf(chosen.name));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0] ?? null);
  };
  const send = () => {
    if (!file) return;
    upload.mutate(
      { file, kind, format },
      {
        onSuccess: () => {
          setFile(null);
        },
      },
    );
  };

  return (
    <Panel title="Import a file">
      <Stack gap="md">
        {workerAlive ? null : (
          <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} p="sm">
            No worker is running: the import will wait until one does.
          </Alert>
        )}
        <div
          role="group"
          aria-label="Drop a file here"
          className={classes.zone}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => {
            setOver(false);
          }}
          onDrop={drop}
        >
          <IconFileUpload size={30} stroke={1.4} aria-hidden />
          {file ? (
            <>
              <Text fw={600}>{file.name}</Text>
              <Text size="sm" c="dimmed">
                {bytes(file.size)}
              </Text>
            </>
          ) : (
            <Text>Drop a JSONL or CSV file here</Text>
          )}
          <Group gap="xs">
            <FileButton onChange={choose} accept={ACCEPT}>
              {(props) => (
                <Button {...props} variant="default" size="xs">
                  {file ? "Choose another" : "Choose a file"}
                </Button>
              )}
            </FileButton>
            {file ? (
              <Button
                variant="subtle"
                color="gray"
                size="xs"
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => {
                  setFile(null);
                }}
              >
                Remove
              </Button>
            ) : null}
          </Group>
        </div>
        <Group gap="lg" align="flex-end">
          <div>
            <Text size="sm" fw={500} mb={4} id="import-kind">
              It holds
            </Text>
            <SegmentedControl
              aria-labelledby="import-kind"
              data={[
                { value: "items", label: "Items to judge" },
                { value: "votes", label: "Votes made elsewhere" },
              ]}
              value={kind}
              onChange={(value) => {
                setKind(value as Upload["kind"]);
              }}
            />
          </div>
          <div>
            <Text size="sm" fw={500} mb={4} id="import-format">
              Format
            </Text>
            <SegmentedControl
              aria-labelledby="import-format"
              data={[
                { value: "auto", label: "By its name" },
                { value: "jsonl", label: "JSONL" },
                { value: "csv", label: "CSV" },
              ]}
              value={format}
              onChange={(value) => {
                setFormat(value as Upload["format"]);
              }}
            />
          </div>
        </Group>
        {upload.error ? <ErrorNotice title="The file can’t be imported" error={upload.error} /> : null}
        <Button onClick={send} disabled={!file} loading={upload.isPending} style={{ alignSelf: "flex-start" }}>
          {file ? `Import ${file.name}` : "Import"}
        </Button>
      </Stack>
    </Panel>
  );
}
