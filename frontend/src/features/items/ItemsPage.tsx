import { Anchor, Badge, Button, Center, Group, Progress, Stack, Text } from "@mantine/core";
import { IconFileImport, IconListDetails } from "@tabler/icons-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";

import type { ItemRow } from "@/api/types";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { filtersFrom, isFiltered, type ItemFilters, queryOf } from "./filters";
import { FilterBar } from "./FilterBar";
import { useItems } from "./queries";

/** The items of a project: find one, see how far it is. */
export function ItemsPage() {
  const projectId = useProjectId();
  const [params, setParams] = useSearchParams();
  const filters = filtersFrom(params);
  const items = useItems(projectId, filters);
  const rows = useMemo(() => items.data?.pages.flatMap((page) => page.results) ?? [], [items.data]);
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const change = (next: Partial<ItemFilters>) => {
    setParams(queryOf({ ...filters, ...next }), { replace: true });
  };
  const empty = !items.isPending && !items.error && rows.length === 0;
  const filtered = isFiltered(filters);

  return (
    <>
      <PageHeader title="Items" text="What is judged: a prompt or a conversation with its responses." />
      {empty && !filtered ? (
        <EmptyState
          icon={<IconListDetails size={26} />}
          title="No items yet"
          text="Import a JSONL or CSV file with prompts and responses; each row becomes one item that raters judge."
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
      ) : (
        <Stack gap="md">
          <FilterBar filters={filters} onChange={change} rows={rows} />
          {items.error ? (
            <ErrorNotice title="The items can’t be shown" error={items.error} onRetry={() => void items.refetch()} />
          ) : null}
          {items.isPending ? <ListSkeleton rows={8} /> : null}
          {empty && filtered ? (
            <EmptyState
              title="Nothing matches"
              text="No item fits these filters."
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setParams({}, { replace: true });
                  }}
                >
                  Clear the filters
                </Button>
              }
            />
          ) : null}
          {rows.length > 0 ? (
            <Panel p={0} style={{ overflow: "hidden" }}>
              <DataTable
                rows={rows}
                columns={columns}
                rowKey={(row) => String(row.id)}
                label="Items"
                maxHeight="none"
              />
            </Panel>
          ) : null}
          {rows.length > 0 ? (
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {rows.length} shown{items.hasNextPage ? ", more to load" : ""}
              </Text>
              <Center>
                {items.hasNextPage ? (
                  <Button
                    variant="default"
                    onClick={() => void items.fetchNextPage()}
                    loading={items.isFetchingNextPage}
                  >
                    Load more
                  </Button>
                ) : null}
              </Center>
              <CsvButton title="Items" rows={rows} columns={columns} />
            </Group>
          ) : null}
        </Stack>
      )}
    </>
  );
}

function columnsFor(projectId: number): Column<ItemRow>[] {
  return [
    {
      key: "id",
      header: "Item",
      value: (row) => row.external_id,
      render: (row) => (
        <Anchor component={Link} to={`/projects/${String(projectId)}/items/${String(row.id)}`} size="sm" fw={500}>
          {row.external_id}
        </Anchor>
      ),
      width: 150,
    },
    {
      key: "prompt",
      header: "Prompt",
      value: (row) => row.prompt_excerpt,
      render: (row) => (
        <Text size="sm" lineClamp={1} title={row.prompt_excerpt}>
          {row.prompt_excerpt}
        </Text>
      ),
    },
    {
      key: "models",
      header: "Models",
      value: (row) => row.models.join(", "),
      render: (row) => (
        <Text size="sm" c="dimmed" lineClamp={1}>
          {row.models.join(" · ") || `${String(row.n_responses)} responses`}
        </Text>
      ),
      width: 200,
    },
    {
      key: "slices",
      header: "Slices",
      value: (row) =>
        Object.entries(row.slices)
          .map(([name, value]) => `${name}=${value}`)
          .join(" "),
      render: (row) => (
        <Group gap={4}>
          {Object.entries(row.slices).map(([name, value]) => (
            <Badge key={name} variant="default" size="sm" tt="none" fw={400} title={name}>
              {value}
            </Badge>
          ))}
        </Group>
      ),
      width: 160,
    },
    {
      key: "judgments",
      header: "Judgments",
      value: (row) => row.judgments,
      render: (row) => <Judged row={row} />,
      width: 130,
    },
  ];
}

function Judged({ row }: { row: ItemRow }) {
  if (row.retired)
    return (
      <Badge variant="light" color="gray">
        Retired
      </Badge>
    );
  if (row.purpose !== "work")
    return (
      <Badge variant="light" color="gold">
        {row.purpose}
      </Badge>
    );
  const share = row.overlap > 0 ? Math.min(100, (row.judgments / row.overlap) * 100) : 0;
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress value={share} w={56} size="sm" aria-label={`Judgments of ${row.external_id}`} />
      <Text span size="sm">
        {row.judgments} / {row.overlap}
      </Text>
    </Group>
  );
}
