import { Code, Group, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";

import type { ExportRun } from "@/api/types";
import { EstimateText } from "@/components/EstimateText";
import { count } from "@/lib/numbers";

import { countTexts } from "./wish";

type Manifest = NonNullable<ExportRun["manifest"]>;

/** The manifest in words: where every vote went, how far raters agree, which models won. */
export function ManifestView({ manifest }: { manifest: Manifest }) {
  const { agreement, models, notes } = manifest;
  const counts = countTexts(manifest.counts);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Stack gap="xs">
        <Title order={3} size="sm">
          What became of the votes
        </Title>
        <Group gap="lg">
          {counts.map((one) => (
            <div key={one.text}>
              <Text fw={600}>{count(one.n)}</Text>
              <Text size="xs" c="dimmed">
                {one.text}
              </Text>
            </div>
          ))}
        </Group>
        {agreement ? (
          <Text size="sm">
            Krippendorff’s alpha <EstimateText estimate={agreement.krippendorff_alpha} />
          </Text>
        ) : null}
        {agreement ? (
          <Text size="sm">
            Percent agreement <EstimateText estimate={agreement.percent_agreement} as="percent" />
          </Text>
        ) : null}
        {notes.map((note) => (
          <Text key={note} size="sm" c="dimmed">
            {note}
          </Text>
        ))}
        <details>
          <summary>
            <Text span size="sm">
              The manifest as it is
            </Text>
          </summary>
          {/* Long: it scrolls, so it must be reachable by keyboard. */}
          {}
          <Code block mah={320} style={{ overflow: "auto" }} tabIndex={0} aria-label="Manifest">
            {JSON.stringify(manifest, null, 2)}
          </Code>
        </details>
      </Stack>
      {models.length > 0 ? (
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th ta="end">Chosen</Table.Th>
              <Table.Th ta="end">Rejected</Table.Th>
              <Table.Th ta="end">Tied</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {models.map((one) => (
              <Table.Tr key={one.model}>
                <Table.Td>{one.model || "unnamed"}</Table.Td>
                <Table.Td ta="end">{count(one.chosen)}</Table.Td>
                <Table.Td ta="end">{count(one.rejected)}</Table.Td>
                <Table.Td ta="end">{count(one.tied)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
    </SimpleGrid>
  );
}
