import { Text, Tooltip } from "@mantine/core";

import type { Estimate, Proportion } from "@/api/types";
import { count, fixed, percent } from "@/lib/numbers";

type Props = {
  estimate: Estimate | Proportion;
  /** "number" writes 0.864, "percent" 86.4 %. */
  as?: "number" | "percent";
  digits?: number;
  /** Larger type for a headline. */
  headline?: boolean;
};

/** A value never goes without its interval; an unknown value never goes without its reason. */
export function EstimateText({ estimate, as = "number", digits, headline = false }: Props) {
  const write = (value: number) => (as === "percent" ? percent(value, digits ?? 1) : fixed(value, digits ?? 3));
  if (estimate.value === null) {
    return (
      <Text span c="dimmed" size={headline ? "lg" : undefined}>
        unknown: {estimate.reason ?? "not computed"}
      </Text>
    );
  }
  const known = estimate.low !== null && estimate.high !== null;
  const n = "n" in estimate ? estimate.n : estimate.n_judgments;
  const level = "level" in estimate ? estimate.level : 0.95;
  return (
    <Tooltip label={`${estimate.method}, n = ${count(n)}${known ? `, ${percent(level, 0)} interval` : ""}`}>
      <Text component="bdi" dir="ltr" style={{ whiteSpace: "nowrap" }}>
        <Text span fw={600} fz={headline ? 30 : undefined} ff={headline ? "heading" : undefined}>
          {write(estimate.value)}
        </Text>{" "}
        <Text span c="dimmed" size={headline ? "md" : "sm"}>
          {known ? `${write(estimate.low ?? 0)} to ${write(estimate.high ?? 0)}` : "interval unknown"}
        </Text>
      </Text>
    </Tooltip>
  );
}
