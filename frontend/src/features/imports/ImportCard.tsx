import { Badge, Button, Collapse, Group, Paper, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";

import { isUnfinished } from "@/api/jobs";
import type { ImportRun } from "@/api/types";
import { JobProgress } from "@/components/JobProgress";
import { dateTime, relativeTime } from "@/lib/dates";
import { bytes, count } from "@/lib/numbers";

import { outcomeText, pace } from "./outcome";
import { errorReport } from "./queries";

/** One import: live while it runs, then what came of it and which rows were refused. */
export function ImportCard({ run, onCancel }: { run: ImportRun; onCancel: () => void }) {
  if (isUnfinished(run)) {
    return (
      <JobProgress
        job={run}
        label={`Import of ${run.file_name}`}
        onCancel={onCancel}
        format={bytes}
        detail={outcomeText(run)}
      />
    );
  }
  return <Finished run={run} />;
}

function Finished({ run }: { run: ImportRun }) {
  const [open, { toggle }] = useDisclosure(false);
  const speed = pace(run, new Date());
  const bad = run.state === "failed";
  return (
    <Paper withBorder p="md" bg="var(--ts-surface)">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Group gap="xs">
            <Text fw={600}>{run.file_name}</Text>
            <Badge variant="light" color={run.kind === "items" ? "petrol" : "gray"}>
              {run.kind}
            </Badge>
            {run.state === "cancelled" ? (
              <Badge color="gray" variant="light">
                Cancelled
              </Badge>
            ) : null}
            {bad ? (
              <Badge color="red" variant="light">
                Failed
              </Badge>
            ) : null}
          </Group>
          <Text size="sm">{outcomeText(run)}</Text>
          {bad ? (
            <Text size="sm" c="var(--mantine-color-error)">
              {run.error}
            </Text>
          ) : null}
          <Text size="xs" c="dimmed" title={dateTime(run.created_at)}>
            {relativeTime(run.created_at)}
            {run.requested_by ? ` by ${run.requested_by.name}` : ""} · {bytes(run.file_bytes)}
            {speed === null ? "" : ` · ${count(Math.round(speed))} rows a second`}
          </Text>
        </div>
        {run.rows_failed > 0 ? (
          <Group gap="xs" wrap="nowrap">
            <Button size="xs" variant="default" onClick={toggle} aria-expanded={open}>
              {open ? "Hide" : "Show"} refused rows
            </Button>
            {run.has_errors ? (
              <Button
                size="xs"
                variant="default"
                component="a"
                href={errorReport(run.id)}
                download
                leftSection={<IconDownload size={14} aria-hidden />}
              >
                Error report
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Group>
      <Collapse expanded={open}>
        <Refused run={run} />
      </Collapse>
    </Paper>
  );
}

function Refused({ run }: { run: ImportRun }) {
  return (
    <>
      <Table mt="sm" fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={80}>Line</Table.Th>
            <Table.Th w={180}>Field</Table.Th>
            <Table.Th>Reason</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {run.first_errors.map((error, index) => (
            <Table.Tr key={index}>
              <Table.Td>{error.line}</Table.Td>
              <Table.Td>{error.field || "–"}</Table.Td>
              <Table.Td>{error.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {run.rows_failed > run.first_errors.length ? (
        <Text size="sm" c="dimmed" mt="xs">
          The first {run.first_errors.length} of {count(run.rows_failed)}; the error report has them all.
        </Text>
      ) : null}
    </>
  );
}
