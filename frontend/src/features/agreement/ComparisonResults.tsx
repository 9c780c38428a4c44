import { Badge, Button, Group, Stack, Text } from "@mantine/core";

import { reportDownload } from "@/api/reports";
import type { ComparedCoefficient, ComparisonResult } from "@/api/types";
import { intervalText } from "@/components/charts/intervals";
import { type Column, DataTable } from "@/components/DataTable";
import { count } from "@/lib/numbers";

import { coefficientName, formatOf, signed } from "./comparing";

const COLOURS: Record<ComparisonResult["reading"]["word"], string> = {
  higher: "petrol",
  lower: "red",
  undecided: "gray",
  unknown: "gray",
};
const WORDS: Record<ComparisonResult["reading"]["word"], string> = {
  higher: "B agrees more",
  lower: "B agrees less",
  undecided: "no difference proved",
  unknown: "not known",
};

/** Both sides, their difference with its interval, and the same on the items that both share. */
export function ComparisonResults({ reportId, result }: { reportId: number; result: ComparisonResult }) {
  const columns: Column<ComparedCoefficient>[] = [
    { key: "name", header: "Coefficient", value: (row) => coefficientName(row.name) },
    side("a", `A: ${result.a.name}`),
    side("b", `B: ${result.b.name}`),
    {
      key: "difference",
      header: "Difference, B less A",
      value: (row) => row.difference.value,
      render: (row) => (
        <Text span size="sm" fw={600} title={row.difference.method}>
          {told(row.difference, signed(row.name))}
        </Text>
      ),
      align: "right",
    },
  ];
  const method = result.coefficients[0]?.difference.method ?? "";
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Badge size="lg" variant="light" tt="none" color={COLOURS[result.reading.word]}>
          {WORDS[result.reading.word]}
        </Badge>
        <Group gap="xs" ml="auto">
          <Button component="a" size="xs" variant="default" href={reportDownload(reportId, "csv")} download>
            CSV
          </Button>
          <Button component="a" size="xs" variant="default" href={reportDownload(reportId, "json")} download>
            JSON
          </Button>
        </Group>
      </Group>
      <Text>{result.reading.sentence}</Text>
      <DataTable
        rows={result.coefficients}
        columns={columns}
        rowKey={(row) => row.name}
        label={`${result.a.name} compared with ${result.b.name}`}
        maxHeight="none"
      />
      <Text size="sm" c="dimmed">
        A: {stands(result.a)}. B: {stands(result.b)}. {count(result.n_raters_both)} raters worked on both sides. The
        sides may differ in items and raters, too.
      </Text>
      {result.n_items_shared >= 2 ? (
        <>
          <Text size="sm" fw={600}>
            The same items on both sides
          </Text>
          <DataTable
            rows={result.shared}
            columns={columns}
            rowKey={(row) => row.name}
            label="Compared on the items that both sides share"
            maxHeight="none"
          />
          <Text size="sm" c="dimmed">
            Only the {count(result.n_items_shared)} items that two or more raters judged on both sides: here harder
            items can’t explain a difference.
          </Text>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          No items were judged by two or more on both sides, so harder or easier items may explain a difference.
        </Text>
      )}
      <Text size="xs" c="dimmed">
        Method: {method}.
      </Text>
    </Stack>
  );
}

function side(name: "a" | "b", header: string): Column<ComparedCoefficient> {
  return {
    key: name,
    header,
    value: (row) => row[name].value,
    render: (row) => told(row[name], formatOf(row.name)),
    align: "right",
  };
}

function told(estimate: ComparedCoefficient["a"], format: (value: number) => string): string {
  if (estimate.value === null) return `unknown: ${estimate.reason ?? "not computed"}`;
  return intervalText(estimate, format);
}

function stands(side: ComparisonResult["a"]): string {
  return `${count(side.n_judgments)} judgments by ${count(side.n_raters)} raters, ${count(side.n_items_overlap)} items judged by two or more`;
}
