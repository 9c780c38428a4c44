import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";

import type { QuestionAgreement } from "@/api/types";
import { ChartFrame } from "@/components/charts/ChartFrame";
import { MatrixChart } from "@/components/charts/MatrixChart";
import { Panel } from "@/components/Panel";

import { kappaCells, kappaOf, kappaRange, type RaterPair, ratersOf, type Weighting, weightingsOf } from "./shaping";

const NAMES: Record<Weighting, string> = { plain: "Plain", linear: "Linear", quadratic: "Quadratic" };
const MOST_RATERS = 24;

/** Who agrees with whom: Cohen's kappa of every rater pair. */
export function PairsPanel({ question }: { question: QuestionAgreement }) {
  const [weighting, setWeighting] = useState<Weighting>(question.level === "nominal" ? "plain" : "quadratic");
  const pairs = question.cohen;
  const offered = weightingsOf(pairs);
  const weighted = offered.includes(weighting) ? weighting : "plain";
  const raters = ratersOf(pairs);
  const shown = raters.slice(0, MOST_RATERS);
  const cells = kappaCells(pairs, weighted);
  const value = (pair: RaterPair) => kappaOf(pair, weighted);
  const columns = [
    { key: "a", header: "Rater", value: (pair: RaterPair) => pair.rater_a.alias },
    { key: "b", header: "With", value: (pair: RaterPair) => pair.rater_b.alias },
    { key: "kappa", header: "Kappa", value: (pair: RaterPair) => value(pair)?.value ?? null, align: "right" as const },
    { key: "low", header: "Low", value: (pair: RaterPair) => value(pair)?.low ?? null, align: "right" as const },
    { key: "high", header: "High", value: (pair: RaterPair) => value(pair)?.high ?? null, align: "right" as const },
    { key: "n", header: "Shared", value: (pair: RaterPair) => pair.n_items, align: "right" as const },
  ];
  if (pairs.length === 0) {
    return (
      <Panel title="Rater by rater">
        <Text c="dimmed" size="sm">
          No two raters have judged the same item yet.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel>
      <ChartFrame
        title="Rater by rater"
        hint={
          raters.length > MOST_RATERS
            ? `Cohen’s kappa of each pair; the first ${String(MOST_RATERS)} of ${String(raters.length)} raters, all in the table.`
            : "Cohen’s kappa of each pair, on the items both judged."
        }
        rows={pairs}
        columns={columns}
        rowKey={(pair) => `${String(pair.rater_a.id)}-${String(pair.rater_b.id)}`}
        order={2}
      >
        {offered.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label="Weights of disagreements"
            data={offered.map((one) => ({ value: one, label: NAMES[one] }))}
            value={weighted}
            onChange={(next) => {
              setWeighting(next as Weighting);
            }}
            style={{ alignSelf: "flex-start" }}
          />
        ) : null}
        <MatrixChart
          rows={shown}
          columns={shown}
          cells={cells}
          range={kappaRange(cells)}
          label={`Cohen’s kappa by rater pair, ${NAMES[weighted].toLowerCase()} weights`}
          corner="Rater"
        />
      </ChartFrame>
    </Panel>
  );
}
