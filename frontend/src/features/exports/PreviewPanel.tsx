import { Alert, Code, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";

import type { ExportPreview } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { count } from "@/lib/numbers";

import { droppedTexts, previewSentence } from "./wish";

/** What would be written, before it is: the first rows, and what is left out and why. */
export function PreviewPanel({ preview }: { preview: UseQueryResult<ExportPreview> }) {
  if (preview.error) return <ErrorNotice title="This can’t be exported" error={preview.error} />;
  if (!preview.data) return <Skeleton h={140} aria-label="Making the first rows" />;
  const { data } = preview;
  const rows = data.rows.map((row) => JSON.stringify(row, null, 1)).join("\n");
  const dropped = droppedTexts(data.dropped);
  return (
    <Stack gap="xs" aria-busy={preview.isFetching} aria-live="polite">
      <Text fw={600} size="sm">
        {previewSentence(data)}
      </Text>
      {dropped.length > 0 ? (
        <Alert color="gold" variant="light" p="sm" icon={<IconInfoCircle aria-hidden />} title="Left out">
          <Group gap="md">
            {dropped.map(({ text, n }) => (
              <Text key={text} size="sm">
                {count(n)} {text}
              </Text>
            ))}
          </Group>
        </Alert>
      ) : null}
      {data.rows.length > 0 ? (
        <>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {data.rows.length === 1 ? "The first row" : `The first ${String(data.rows.length)} rows`}
            </Text>
            <CopyButton text={rows} />
          </Group>
          {/* Scrolls, so it must be reachable by keyboard. */}
          <Code block mah={300} style={{ overflow: "auto" }} tabIndex={0} aria-label="First rows of the export">
            {rows}
          </Code>
        </>
      ) : null}
    </Stack>
  );
}
