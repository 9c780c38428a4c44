import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconFileUpload, IconX } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";

import { bytes } from "@/lib/numbers";

import classes from "./UploadPanel.module.css";

const ACCEPT = ".jsonl,.ndjson,.csv,.tsv,.json,.parquet,text/csv,application/x-ndjson";

interface DropZoneProps {
  file: File | null;
  onChoose: (file: File | null) => void;
}

/** Drop a file or choose one. */
export function DropZone({ file, onChoose }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onChoose(dropped);
  };
  return (
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
        <Text>Drop a JSONL, CSV, JSON or Parquet file here</Text>
      )}
      <Group gap="xs">
        <FileButton
          accept={ACCEPT}
          onChange={(chosen) => {
            if (chosen) onChoose(chosen);
          }}
        >
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
              onChoose(null);
            }}
          >
            Remove
          </Button>
        ) : null}
      </Group>
    </div>
  );
}
