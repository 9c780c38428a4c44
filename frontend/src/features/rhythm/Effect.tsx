import { Stack, Text } from "@mantine/core";

import type { Estimate } from "@/api/types";
import { EstimateValue } from "@/components/EstimateValue";
import { InlineInterval } from "@/components/charts/InlineInterval";
import type { NumberFormat } from "@/components/charts/intervals";
import { count } from "@/lib/numbers";

interface EffectProps {
  label: string;
  estimate: Estimate;
  format: NumberFormat;
  range: [number, number];
  sentence: string;
}

/** One effect: its value with interval around "no effect", what it means, and what stands behind it. */
export function Effect({ label, estimate, format, range, sentence }: EffectProps) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <div>
        <EstimateValue estimate={estimate} format={format} size={22} />
      </div>
      {estimate.value === null ? null : (
        <InlineInterval estimate={estimate} label={label} range={range} reference={0} width={220} format={format} />
      )}
      <Text size="sm">{sentence}</Text>
      <Text size="xs" c="dimmed">
        {count(estimate.n_items)} raters, {count(estimate.n_judgments)} observations. {estimate.method}.
      </Text>
    </Stack>
  );
}
