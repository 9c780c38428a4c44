import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Code,
  Collapse,
  CopyButton,
  Group,
  Paper,
  Stack,
  Table,
  Text,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";

import { isUnfinished } from "@/api/jobs";
import type { ExportFormat, ExportRun } from "@/api/types";
import { JobProgress } from "@/components/JobProgress";
import { dateTime, relativeTime } from "@/lib/dates";
import { bytes, count } from "@/lib/numbers";

import { ManifestView } from "./ManifestView";
import { archive } from "./queries";

interface ExportCardProps {
  run: ExportRun;
  formats: readonly ExportFormat[];
  startsOpen: boolean;
  onCancel: () => void;
}

/** One export: live while it runs, then its files, and its manifest in words. */
export function ExportCard({ run, formats, startsOpen, onCancel }: ExportCardProps) {
  const [open, { toggle }] = useDisclosure(startsOpen);
  const name = formats.find((one) => one.key === run.format)?.name ?? run.format;
  if (isUnfinished(run) || run.state === "failed") {
    return <JobProgress job={run} label={`Export, ${name}`} onCancel={onCancel} />;
  }
  return (
    <Paper withBorder p="md" bg="var(--ts-surface)">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            {run.state === "cancelled" ? (
              <Badge color="gray" variant="light">
                Cancelled
              </Badge>
            ) : null}
          </Group>
          {run.state === "succeeded" ? (
            <Text size="sm">
              {count(run.rows_written ?? 0)} rows, {bytes(run.bytes_written ?? 0)}
            </Text>
          ) : null}
          <Text size="xs" c="dimmed" title={dateTime(run.created_at)}>
            {relativeTime(run.created_at)}
            {run.requested_by ? ` by ${run.requested_by.name}` : ""}
          </Text>
        </div>
        {run.state === "succeeded" ? (
          <Group gap="xs" wrap="nowrap">
            <Button size="xs" variant="default" onClick={toggle} aria-expanded={open}>
              {open ? "Hide details" : "Files and manifest"}
            </Button>
            <Button
              size="xs"
              component="a"
              href={archive(run.id)}
              download
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              Download all
            </Button>
          </Group>
        ) : null}
      </Group>
      {run.state === "succeeded" ? (
        <Collapse expanded={open}>
          <Stack gap="md" mt="md">
            <Files run={run} />
            {run.manifest ? <ManifestView manifest={run.manifest} /> : null}
          </Stack>
        </Collapse>
      ) : null}
    </Paper>
  );
}

function Files({ run }: { run: ExportRun }) {
  return (
    <Table fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>File</Table.Th>
          <Table.Th ta="end">Size</Table.Th>
          <Table.Th>SHA-256</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {run.files.map((file) => (
          <Table.Tr key={file.name}>
            <Table.Td>
              <Anchor href={file.url} download size="sm">
                {file.name}
              </Anchor>
            </Table.Td>
            <Table.Td ta="end">{bytes(file.bytes)}</Table.Td>
            <Table.Td>
              <Group gap={4} wrap="nowrap">
                <Code title={file.sha256}>{file.sha256.slice(0, 16)}…</Code>
                <CopyHash file={file} />
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function CopyHash({ file }: { file: ExportRun["files"][number] }) {
  return (
    <CopyButton value={file.sha256}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          onClick={copy}
          aria-label={copied ? "Copied" : `Copy the SHA-256 of ${file.name}`}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
