import { useMemo } from "react";

import type { ModelStrength, RankingResult } from "@/api/types";
import { asDecimal, asPercent, intervalText } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { controlledRanks, rankText } from "./shaping";

/** The standings: rank with its interval, record, and how often a model was part of a pair that was bad on both sides. */
export function StandingsPanel({ result }: { result: RankingResult }) {
  const columns = useMemo<Column<ModelStrength>[]>(() => {
    const controlled = controlledRanks(result);
    const number = (key: "wins" | "losses" | "ties" | "n_comparisons", header: string): Column<ModelStrength> => ({
      key,
      header,
      value: (row) => row[key],
      render: (row) => count(row[key]),
      align: "right",
    });
    return [
      { key: "rank", header: "Rank", value: (row) => row.rank, render: (row) => rankText(row), width: 110 },
      { key: "model", header: "Model", value: (row) => row.model, render: (row) => <b>{row.model}</b> },
      {
        key: "strength",
        header: "Strength",
        value: (row) => row.strength,
        render: (row) => intervalText({ value: row.strength, low: row.low, high: row.high }, asDecimal),
        align: "right",
      },
      ...(controlled.size > 0
        ? [
            {
              key: "controlled",
              header: "Rank at equal length",
              value: (row: ModelStrength) => controlled.get(row.model)?.rank ?? null,
              render: (row: ModelStrength) => {
                const found = controlled.get(row.model);
                return found ? rankText(found) : "–";
              },
              align: "right" as const,
            },
          ]
        : []),
      number("wins", "Wins"),
      number("ties", "Ties"),
      number("losses", "Losses"),
      number("n_comparisons", "Comparisons"),
      {
        key: "both_bad",
        header: "Both bad",
        value: (row) => row.both_bad_rate.value,
        render: (row) => (row.both_bad_rate.value === null ? "–" : intervalText(row.both_bad_rate, asPercent)),
        align: "right",
      },
    ];
  }, [result]);
  if (result.strengths.length === 0) return null;
  return (
    <Panel
      title="Standings"
      hint="The rank in brackets is its interval: the places that the data allow."
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
