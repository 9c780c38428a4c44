import { Text } from "@mantine/core";
import { useMemo } from "react";

import type { ModelStrength, RankingResult } from "@/api/types";
import { asDecimal, asPercent, intervalText } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count, percent } from "@/lib/numbers";

import { byModel, moved, rankText } from "./shaping";

/** A column of ranks in a controlled ranking, with an arrow where a model moves; none where there is no such ranking. */
function controlledColumn(
  key: string,
  header: string,
  ranking: { strengths: ModelStrength[] } | null,
): Column<ModelStrength>[] {
  const found = byModel(ranking);
  if (found.size === 0) return [];
  return [
    {
      key,
      header,
      value: (row) => found.get(row.model)?.rank ?? null,
      render: (row) => {
        const there = found.get(row.model);
        const places = moved(row, there);
        if (!there || places === null) return "–";
        if (places === 0) return rankText(there);
        const words = `${places > 0 ? "rises" : "falls"} by ${String(Math.abs(places))}`;
        return (
          <Text span size="sm" fw={600} title={words}>
            {rankText(there)} <span aria-label={words}>{places > 0 ? "▲" : "▼"}</span>
          </Text>
        );
      },
      align: "right",
    },
  ];
}

/** "97 %", never a certainty. */
function chance(probability: number): string {
  return probability > 0.995 ? "> 99 %" : percent(probability, 0);
}

/** The standings: rank with its interval, record, and how often a model was part of a pair that was bad on both sides. */
export function StandingsPanel({ result }: { result: RankingResult }) {
  const columns = useMemo<Column<ModelStrength>[]>(() => {
    const better = new Map(result.better.map((one) => [one.model, one.probability]));
    const number = (key: "wins" | "losses" | "ties", header: string): Column<ModelStrength> => ({
      key,
      header,
      value: (row) => row[key],
      render: (row) => count(row[key]),
      align: "right",
    });
    return [
      {
        key: "rank",
        header: "Rank",
        value: (row) => row.rank,
        render: (row) => <span style={{ whiteSpace: "nowrap" }}>{rankText(row)}</span>,
      },
      {
        key: "model",
        header: "Model",
        value: (row) => row.model,
        render: (row) => <b style={{ whiteSpace: "nowrap" }}>{row.model}</b>,
      },
      {
        key: "strength",
        header: "Strength",
        value: (row) => row.strength,
        render: (row) => intervalText({ value: row.strength, low: row.low, high: row.high }, asDecimal),
        align: "right",
      },
      {
        key: "better",
        header: "Above the next",
        value: (row) => better.get(row.model) ?? null,
        render: (row) => {
          const sure = better.get(row.model);
          return sure === undefined || sure === null ? "–" : chance(sure);
        },
        align: "right",
      },
      ...controlledColumn("controlled", "At equal length", result.length_controlled),
      ...controlledColumn("styled", "At equal style", result.style_controlled),
      ...controlledColumn("weighed", "Raters weighed", result.raters_weighed),
      number("wins", "Wins"),
      number("ties", "Ties"),
      number("losses", "Losses"),
      {
        key: "both_bad",
        header: "Both bad",
        value: (row) => row.both_bad_rate.value,
        render: ({ both_bad_rate: rate }) =>
          rate.value === null ? "–" : <span title={intervalText(rate, asPercent)}>{asPercent(rate.value)}</span>,
        align: "right",
      },
    ];
  }, [result]);
  if (result.strengths.length === 0) return null;
  return (
    <Panel
      title="Standings"
      hint="The rank in brackets is its interval: the places that the data allow. “Above the next” is the probability that a model is stronger than the one below it."
      actions={<CsvButton title="Standings" rows={result.strengths} columns={columns} />}
    >
      <DataTable
        rows={result.strengths}
        columns={columns}
        rowKey={(row) => row.model}
        label="Standings"
        initialSort={{ key: "rank", direction: "ascending" }}
      />
    </Panel>
  );
}
