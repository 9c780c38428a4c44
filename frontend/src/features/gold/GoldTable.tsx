import { Anchor, Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconFileImport, IconStar } from "@tabler/icons-react";
import { useMemo } from "react";
import { Link } from "react-router";

import type { GoldRow, Proportion } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asPercent, intervalText } from "@/components/charts/intervals";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { knownAnswerText } from "@/components/answers";
import { relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";
import { useAddressed } from "@/lib/useAddressed";

import { type Purpose, useGold } from "./queries";

type Filter = "all" | "flagged" | "retired";

interface GoldTableProps {
  projectId: number;
  purpose: Purpose;
  onOpen: (item: number) => void;
}

const EMPTY_TEXT: Record<Purpose, string> = {
  gold: "Import items with a gold answer, or take a judged item on which all raters agree: see Add gold.",
  training:
    "Newcomers answer training items before real work and see the right answer after each. Import items with a gold answer and “purpose”: “training”, then set how many are required under Settings.",
};

/** One row per item, those to look at first on top. */
export function GoldTable({ projectId, purpose, onOpen }: GoldTableProps) {
  const gold = useGold(projectId, purpose);
  const [asked, setFilter] = useAddressed("show");
  const filter: Filter = asked === "flagged" || asked === "retired" ? asked : "all";
  const columns = useMemo(() => columnsFor(purpose, onOpen), [purpose, onOpen]);
  if (gold.isPending) return <ListSkeleton rows={6} />;
  if (gold.error) {
    return <ErrorNotice title="Gold can’t be shown" error={gold.error} onRetry={() => void gold.refetch()} />;
  }
  if (gold.data.length === 0) {
    return (
      <EmptyState
        icon={<IconStar size={26} />}
        title={purpose === "gold" ? "No gold yet" : "No training items yet"}
        text={EMPTY_TEXT[purpose]}
        action={
          <Button
            component={Link}
            to={`/projects/${String(projectId)}/imports`}
            leftSection={<IconFileImport size={16} aria-hidden />}
          >
            Import items
          </Button>
        }
      />
    );
  }
  const rows = gold.data.filter(FILTERS[filter]);
  const flagged = gold.data.filter(FILTERS.flagged).length;
  const reviewed = gold.data.find((row) => row.reviewed_at)?.reviewed_at;
  return (
    <Panel
      title={`${count(gold.data.length)} ${purpose} ${gold.data.length === 1 ? "item" : "items"}`}
      hint={
        purpose === "gold"
          ? `Good raters are those whose other checks say good. ${reviewed ? `Reviewed ${relativeTime(reviewed)}.` : "Not reviewed yet; a background worker does it every five minutes."}`
          : undefined
      }
      actions={<CsvButton title={`Items for ${purpose}`} rows={rows} columns={columns} />}
    >
      <Stack gap="md">
        <SegmentedControl
          value={filter}
          onChange={(value) => {
            setFilter(value === "all" ? null : value);
          }}
          aria-label="Show"
          data={[
            { value: "all", label: "All" },
            { value: "flagged", label: `To look at (${String(flagged)})` },
            { value: "retired", label: "Retired" },
          ]}
          style={{ alignSelf: "flex-start" }}
        />
        {rows.length > 0 ? (
          <DataTable rows={rows} columns={columns} rowKey={(row) => String(row.item.id)} label="Gold items" />
        ) : (
          <Text size="sm" c="dimmed">
            {filter === "flagged" ? "Nothing to look at: no check stands out." : "No item is retired."}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

const FILTERS: Record<Filter, (row: GoldRow) => boolean> = {
  all: () => true,
  flagged: (row) => !row.item.retired && (row.flagged || row.open_contests > 0),
  retired: (row) => row.item.retired,
};

function columnsFor(purpose: Purpose, onOpen: (item: number) => void): Column<GoldRow>[] {
  const item: Column<GoldRow> = {
    key: "item",
    header: "Item",
    value: (row) => row.item.external_id,
    render: (row) => (
      <Stack gap={2}>
        <Group gap={6} wrap="nowrap">
          <Anchor
            component="button"
            type="button"
            size="sm"
            fw={600}
            ta="start"
            onClick={() => {
              onOpen(row.item.id);
            }}
          >
            {row.item.external_id}
          </Anchor>
          <Marks row={row} />
        </Group>
        <Text size="xs" c="dimmed" lineClamp={1} maw={360}>
          {row.item.prompt_excerpt}
        </Text>
      </Stack>
    ),
  };
  const answer: Column<GoldRow> = {
    key: "answer",
    header: "Known answer",
    value: (row) => row.answers.map((one) => `${one.question}: ${knownAnswerText(one)}`).join("; "),
    render: (row) => (
      <Text size="sm" maw={240} lineClamp={2}>
        {row.answers.map((one) => knownAnswerText(one)).join("; ")}
      </Text>
    ),
    sortable: false,
  };
  if (purpose === "training") return [item, answer];
  return [
    item,
    answer,
    { key: "shown", header: "Shown", value: (row) => row.shown, align: "right" },
    {
      key: "pass",
      header: "Passed",
      value: (row) => row.pass_rate.value,
      render: (row) => <Share share={row.pass_rate} label="Passed" />,
    },
    {
      key: "good",
      header: "By good raters",
      value: (row) => row.good_pass_rate.value,
      render: (row) => <Share share={row.good_pass_rate} label="Passed by good raters" flagged={row.flagged} />,
    },
    {
      key: "tells",
      header: "Good less suspect",
      value: (row) => row.discrimination,
      render: (row) =>
        row.discrimination === null ? (
          <Unknown />
        ) : (
          `${row.discrimination > 0 ? "+" : ""}${row.discrimination.toFixed(2)}`
        ),
      align: "right",
    },
  ];
}

function Marks({ row }: { row: GoldRow }) {
  return (
    <>
      {row.item.retired ? (
        <Badge color="gray" variant="light">
          retired
        </Badge>
      ) : row.flagged ? (
        <Badge color="red" variant="light" title="Most raters whose other checks are good miss it.">
          doubtful
        </Badge>
      ) : null}
      {row.open_contests > 0 ? (
        <Badge color="gold" variant="light">
          contested
        </Badge>
      ) : null}
    </>
  );
}

function Share({ share, label, flagged = false }: { share: Proportion; label: string; flagged?: boolean }) {
  if (share.value === null) return <Unknown />;
  return (
    <div title={intervalText(share, asPercent)}>
      <Group gap="xs" wrap="nowrap">
        <InlineInterval estimate={share} label={label} width={76} reference={0.5} flagged={flagged} />
        <Text span size="sm" fw={flagged ? 600 : 400}>
          {asPercent(share.value)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        of {share.n}
      </Text>
    </div>
  );
}

function Unknown() {
  return (
    <Text span size="sm" c="dimmed">
      –
    </Text>
  );
}
