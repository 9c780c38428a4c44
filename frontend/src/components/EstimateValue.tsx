import { Text } from "@mantine/core";

import { type Interval, type NumberFormat } from "./charts/intervals";

interface EstimateValueProps {
  estimate: Interval;
  format: NumberFormat;
  size?: number;
}

/** The large form of an estimate: the value in the heading's letters, its interval beside it, never one without the other. */
export function EstimateValue({ estimate, format, size = 28 }: EstimateValueProps) {
  const { value, low, high, reason } = estimate;
  if (value === null) {
    return (
      <>
        <Text span ff="heading" fz={size} lh={1.25}>
          unknown
        </Text>
        {reason ? (
          <Text component="div" size="sm" c="dimmed">
            {reason}
          </Text>
        ) : null}
      </>
    );
  }
  return (
    // Numbers read from left to right in every language; on a narrow screen the interval goes below.
    <bdi dir="ltr">
      <Text span ff="heading" fz={size} lh={1.25} me={8} display="inline-block">
        {format(value)}
      </Text>
      <Text span ff="text" fz="md" c="dimmed" display="inline-block">
        {low !== null && high !== null ? `${format(low)} to ${format(high)}` : "interval unknown"}
      </Text>
    </bdi>
  );
}
