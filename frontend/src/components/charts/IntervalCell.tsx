import { Group, Text } from "@mantine/core";

import { InlineInterval } from "./InlineInterval";
import { asPercent, type Interval, type NumberFormat } from "./intervals";

interface IntervalCellProps {
  estimate: Interval;
  /** Says what it is, for those who can't see it. */
  label: string;
  reference: number;
  range?: readonly [number, number];
  format?: NumberFormat;
  flagged?: boolean;
  /** Where the column is set to the right. */
  right?: boolean;
}

/** An estimate as a table's cell: its interval on the column's common scale, and its value beside it. */
export function IntervalCell({
  estimate,
  label,
  reference,
  range = [0, 1],
  format = asPercent,
  flagged = false,
  right = false,
}: IntervalCellProps) {
  if (estimate.value === null) {
    return (
      <Text span size="sm" c="dimmed" title={estimate.reason ?? undefined}>
        unknown
      </Text>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap" justify={right ? "flex-end" : "flex-start"}>
      <InlineInterval
        estimate={estimate}
        label={label}
        range={range}
        reference={reference}
        format={format}
        flagged={flagged}
      />
      <Text component="bdi" dir="ltr" size="sm" w={52} ta="end">
        {format(estimate.value)}
      </Text>
    </Group>
  );
}
