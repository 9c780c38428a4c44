import { Alert, Anchor, Badge, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconTarget } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { Link } from "react-router";

import type { TracebackResult } from "@/api/types";
import { IntervalCell } from "@/components/charts/IntervalCell";
import { asPercent } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { count, fixed, percent } from "@/lib/numbers";

import { groupAddress, type Group as Traced, kindOf, shownGroups } from "./shaping";

/** The groups that carry contradictions: the sources first, each with what to do about it. */
export function SourcesPanel({ projectId, result }: { projectId: number; result: TracebackResult }) {
  const [all, setAll] = useState(false);
  const columns = useMemo(() => columnsOf(projectId), [projectId]);
  const sources = result.groups.filter((group) => group.flagged);
  const shown = shownGroups(result.groups, all);
  const rate = percent(result.false_discoveries, 0);
  return (
    <Panel
      title="Where they come from"
      hint={`Each group is held against the other votes with like margins. Of the groups named as sources, ${rate} at most are named in error.`}
      actions={<CsvButton title="Trace-back" rows={result.groups} columns={columns} />}
    >
      <Stack gap="md">
        {sources.length > 0 ? <Advice sources={sources} /> : null}
        <DataTable
          rows={shown}
          columns={columns}
          rowKey={(row) => `${row.dimension} ${row.value}`}
          label="Groups of votes"
          maxHeight={all ? 560 : "none"}
        />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {count(result.n_groups)} groups were large enough to be tested.
          </Text>
          {result.groups.length > shown.length || all ? (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                setAll(!all);
              }}
            >
              {all ? "Show fewer" : `Show all ${count(result.groups.length)}`}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Panel>
  );
}

function Advice({ sources }: { sources: Traced[] }) {
  return (
    <Alert
      color="gold"
      variant="light"
      icon={<IconTarget aria-hidden />}
      title={sources.length === 1 ? "One source" : `${String(sources.length)} sources`}
    >
      <List size="sm" spacing="xs">
        {sources.map((source) => (
          <List.Item key={`${source.dimension} ${source.value}`}>
            <b>{source.name}</b>: some {count(Math.round(source.extra))} contradicted votes more than others would have
            given. {source.advice}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function columnsOf(projectId: number): Column<Traced>[] {
  return [
    {
      key: "name",
      header: "Group",
      value: (row) => row.name,
      render: (row) => {
        const address = groupAddress(projectId, row);
        return (
          <Group gap="xs" wrap="nowrap">
            {address ? (
              <Anchor component={Link} to={address} size="sm">
                {row.name}
              </Anchor>
            ) : (
              <span>{row.name}</span>
            )}
            {row.flagged ? (
              <Badge color="gold" variant="light" style={{ flexShrink: 0 }}>
                source
              </Badge>
            ) : null}
          </Group>
        );
      },
    },
    { key: "kind", header: "Kind", value: kindOf },
    { key: "n", header: "Votes", value: (row) => row.n, render: (row) => count(row.n), align: "right" },
    {
      key: "contradicted",
      header: "Contradicted",
      value: (row) => row.share_contradicted,
      render: (row) => asPercent(row.share_contradicted),
      align: "right",
    },
    {
      key: "excess",
      header: "More than others",
      value: (row) => row.excess.value,
      render: (row) => (
        <IntervalCell
          estimate={row.excess}
          label={`Excess of ${row.name}`}
          range={[-0.5, 0.5]}
          reference={0}
          format={points}
          flagged={row.flagged}
          right
        />
      ),
      align: "right",
    },
    {
      key: "longer",
      header: "Longer chosen",
      value: (row) => row.longer_chosen,
      render: (row) => (row.longer_chosen === null ? "–" : asPercent(row.longer_chosen)),
      align: "right",
    },
    {
      key: "q",
      header: "q",
      value: (row) => row.q,
      render: (row) => (row.q < 0.001 ? "< 0.001" : fixed(row.q)),
      align: "right",
    },
  ];
}

/** "+12 pts" for 0.12. */
function points(value: number): string {
  const rounded = Math.round(value * 100);
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : ""}${String(Math.abs(rounded))} pts`;
}
