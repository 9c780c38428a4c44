import { Anchor, Badge, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo } from "react";

import { Link } from "react-router";

import type { ModelStrength, RankingResult } from "@/api/types";
import { IntervalCell } from "@/components/charts/IntervalCell";
import { asDecimal } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";
import { useAddressed } from "@/lib/useAddressed";

import { byModel, rankText, scorecardFinding } from "./shaping";

type Card = RankingResult["scorecards"][number];
type Cell = Card["cells"][number];

/** Where each model does worse than its place says: the weakest slice first, never hidden in the average. */
export function ScorecardPanel({ projectId, result }: { projectId: number; result: RankingResult }) {
  const cards = result.scorecards;
  const [picked, setPicked] = useAddressed("slice");
  const card = cards.find((one) => one.slice === picked) ?? cards[0];
  const columns = useMemo(() => (card ? columnsOf(projectId, card, byModel(result)) : []), [projectId, card, result]);
  if (!card) {
    return (
      <Panel title="By slice">
        <Text size="sm" c="dimmed">
          Give items slices when you import them, such as language or task: then it shows here where a model fails,
          however good it is on average.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel
      title="By slice, weakest first"
      hint="How far a model’s strength in a slice is from its overall one. Few votes are drawn towards zero, as far as slices differ at all."
      actions={<CsvButton title={`Scorecard by ${card.slice}`} rows={card.cells} columns={columns} />}
    >
      <Stack gap="md">
        {cards.length > 1 ? (
          <SegmentedControl
            aria-label="Slices by"
            data={cards.map((one) => ({ value: one.slice, label: one.slice }))}
            value={card.slice}
            onChange={setPicked}
            style={{ alignSelf: "flex-start" }}
          />
        ) : null}
        <Text size="sm">{scorecardFinding(card)}</Text>
        <DataTable
          rows={card.cells}
          columns={columns}
          rowKey={(row) => `${row.model} ${row.value}`}
          label={`Scorecard by ${card.slice}`}
          maxHeight={420}
        />
      </Stack>
    </Panel>
  );
}

function columnsOf(projectId: number, card: Card, ranks: Map<string, ModelStrength>): Column<Cell>[] {
  return [
    {
      key: "model",
      header: "Model",
      value: (row) => row.model,
      render: (row) => (
        <Group gap="xs" wrap="nowrap">
          <b>{row.model}</b>
          {row.weak ? (
            <Badge color="gold" variant="light" style={{ flexShrink: 0 }}>
              weak here
            </Badge>
          ) : null}
        </Group>
      ),
    },
    {
      key: "value",
      header: card.slice,
      value: (row) => row.value,
      render: (row) => {
        const slice = new URLSearchParams({ slice: `${card.slice}:${row.value}` });
        return (
          <Anchor component={Link} to={`/projects/${String(projectId)}/items?${slice.toString()}`} size="sm">
            {row.value}
          </Anchor>
        );
      },
    },
    { key: "n", header: "Comparisons", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
    {
      key: "rank",
      header: "Rank overall",
      value: (row) => ranks.get(row.model)?.rank ?? null,
      render: (row) => {
        const found = ranks.get(row.model);
        return found ? rankText(found) : "–";
      },
      align: "right",
    },
    {
      key: "deviation",
      header: "Deviation here",
      value: (row) => row.deviation.value,
      render: (row) => (
        <IntervalCell
          estimate={row.deviation}
          label={`Deviation of ${row.model} in ${row.value}`}
          range={[-2, 2]}
          reference={0}
          format={asDecimal}
          flagged={row.weak}
          right
        />
      ),
      align: "right",
    },
    {
      key: "raw",
      header: "Unpooled",
      value: (row) => row.raw,
      render: (row) => asDecimal(row.raw),
      align: "right",
    },
  ];
}
