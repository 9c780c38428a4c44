import { Badge, Group, Stack, Text } from "@mantine/core";

import type { BiasVerdict, Estimate } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asDecimal, asPercent, intervalText, type NumberFormat } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";

import { asOdds, VERDICTS } from "./shaping";

interface VerdictPanelProps {
  title: string;
  verdict: BiasVerdict;
  sentence: string;
  raw: Estimate;
  rawLabel: string;
  controlled: Estimate;
  controlledLabel: string;
}

/** One kind of bias: the verdict in words, then the raw and the controlled effect, never only one. */
export function VerdictPanel({
  title,
  verdict,
  sentence,
  raw,
  rawLabel,
  controlled,
  controlledLabel,
}: VerdictPanelProps) {
  const odds = asOdds(controlled);
  const far = Math.max(2, ...[odds.low, odds.high].map((bound) => (bound ? Math.max(bound, 1 / bound) : 1)));
  return (
    <Panel
      title={title}
      actions={
        <Badge size="lg" variant="light" color={VERDICTS[verdict].color}>
          {VERDICTS[verdict].label}
        </Badge>
      }
    >
      <Text mb="md">{sentence}</Text>
      <Stack gap="md">
        <Measure label={rawLabel} estimate={raw} format={asPercent} range={[0, 1]} reference={0.5} equal="50 %" />
        <Measure
          label={controlledLabel}
          estimate={controlled}
          shown={odds}
          format={asDecimal}
          range={[-Math.log(far), Math.log(far)]}
          reference={0}
          equal="1, no effect"
        />
      </Stack>
    </Panel>
  );
}

interface MeasureProps {
  label: string;
  /** What is drawn. */
  estimate: Estimate;
  /** What is written, when it is on another scale than what is drawn: odds on a logarithmic axis. */
  shown?: Estimate;
  format: NumberFormat;
  range: readonly [number, number];
  reference: number;
  equal: string;
}

function Measure({ label, estimate, shown = estimate, format, range, reference, equal }: MeasureProps) {
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Text size="sm" fw={600}>
          {shown.value === null ? `unknown: ${shown.reason ?? ""}` : intervalText(shown, format)}
        </Text>
      </Group>
      <InlineInterval
        estimate={estimate}
        label={label}
        range={range}
        reference={reference}
        format={format}
        width="100%"
      />
      <Text size="xs" c="dimmed" ta="center">
        {equal}
      </Text>
    </div>
  );
}
