import { Alert, Button, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";

import type { ImportPreview, RowError } from "@/api/types";

import { cell, columnsOf, verdict } from "./looking";

interface PreviewPanelProps {
  preview: ImportPreview | undefined;
  pending: boolean;
  onCheckAll: () => void;
}

/** How the file would be read: as what, what each column means, its first rows, and what is wrong with it. */
export function PreviewPanel({ preview, pending, onCheckAll }: PreviewPanelProps) {
  if (!preview) return pending ? <Skeleton h={120} aria-label="Looking at the file" /> : null;
  const good = preview.rows_failed === 0 && preview.rows_checked > 0;
  return (
    <Stack gap="sm" aria-busy={pending} style={{ opacity: pending ? 0.6 : 1 }}>
      <Alert
        color={good ? "petrol" : "gold"}
        variant="light"
        icon={good ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        p="sm"
      >
        <Text size="sm" fw={600}>
          {verdict(preview)}
        </Text>
        <Text size="sm">
          Read as {preview.layout_name}. {preview.reason}
          {preview.lost ? ` Not imported: ${preview.lost}.` : ""}
        </Text>
      </Alert>
      <Errors errors={preview.errors} />
      <Rows rows={preview.rows} />
      <Mapping mapping={preview.mapping} />
      {preview.complete ? null : (
        <Button variant="default" size="xs" onClick={onCheckAll} loading={pending} style={{ alignSelf: "flex-start" }}>
          Check every row, import nothing
        </Button>
      )}
    </Stack>
  );
}

function Errors({ errors }: { errors: readonly RowError[] }) {
  if (errors.length === 0) return null;
  return (
    <Scroller label="What is wrong">
      <Table fz="sm" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={64}>Line</Table.Th>
            <Table.Th w={120}>Field</Table.Th>
            <Table.Th>What is wrong</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {errors.map((error, index) => (
            <Table.Tr key={index}>
              <Table.Td>{error.line}</Table.Td>
              <Table.Td>{error.field || "–"}</Table.Td>
              <Table.Td>{error.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroller>
  );
}

function Rows({ rows }: { rows: readonly Record<string, unknown>[] }) {
  const columns = columnsOf(rows);
  if (columns.length === 0) return null;
  return (
    <Scroller label="First rows">
      <Table fz="xs" horizontalSpacing="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={index}>
              {columns.map((name) => (
                <Table.Td key={name} style={{ verticalAlign: "top", minWidth: 90, maxWidth: 240 }}>
                  {cell(row[name])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroller>
  );
}

function Mapping({ mapping }: { mapping: ImportPreview["mapping"] }) {
  return (
    <Group gap="xs">
      {mapping.map((one) => (
        <Text key={`${one.theirs} ${one.ours}`} size="xs" c="dimmed">
          {one.theirs} → {one.ours}
        </Text>
      ))}
    </Group>
  );
}

/** Wide or long content scrolls by itself, by keyboard too. */
function Scroller({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} style={{ overflow: "auto", maxHeight: 260 }}>
      {children}
    </div>
  );
}
