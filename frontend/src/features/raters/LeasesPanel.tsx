import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";

import type { Lease, LeaseHolder } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";

import { useLeases, useLeaseHolders, useReleaseAll, useReleaseLease } from "./leases";

/** Who holds work since when and until when; a lead can give it to others. */
export function LeasesPanel({ projectId, mayRelease }: { projectId: number; mayRelease: boolean }) {
  const holders = useLeaseHolders(projectId);
  const [looking, setLooking] = useState<LeaseHolder | null>(null);
  const columns: Column<LeaseHolder>[] = [
    {
      key: "alias",
      header: "Rater",
      value: (row) => row.alias,
      render: (row) => (
        <Text size="sm" fw={600}>
          {row.alias}
        </Text>
      ),
    },
    { key: "held", header: "Holds", value: (row) => row.held, align: "right", width: 90 },
    { key: "since", header: "Since", value: (row) => row.since, render: (row) => <When at={row.since} />, width: 150 },
    {
      key: "until",
      header: "Runs out",
      value: (row) => row.until,
      render: (row) => <When at={row.until} />,
      width: 150,
    },
    {
      key: "expired",
      header: "Ran out before",
      value: (row) => row.expired,
      render: (row) => (
        <>
          {count(row.expired)}
          {row.expired > 0 ? (
            <Text size="xs" c="dimmed">
              {count(row.reclaimed)} taken by others since
            </Text>
          ) : null}
        </>
      ),
      align: "right",
    },
    { key: "released", header: "Given back", value: (row) => row.released, align: "right", width: 120 },
    {
      key: "look",
      header: "Action",
      value: () => null,
      sortable: false,
      align: "right",
      render: (row) =>
        row.held > 0 ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={`Work in the hands of ${row.alias}`}
            onClick={() => {
              setLooking(row);
            }}
          >
            {mayRelease ? "See and release" : "See"}
          </Button>
        ) : null,
    },
  ];
  const rows = (holders.data ?? []).filter((row) => row.held > 0 || row.expired > 0);
  return (
    <Panel
      title="Work in hand"
      hint="A lease keeps an item for its rater until it runs out. Released work goes to others; a late answer is kept, and counts while nobody else has answered."
    >
      {holders.error ? (
        <ErrorNotice title="The leases can’t be shown" error={holders.error} onRetry={() => void holders.refetch()} />
      ) : null}
      {holders.isPending ? <ListSkeleton rows={2} /> : null}
      {holders.data && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody holds work now, and no lease has run out.
        </Text>
      ) : null}
      {rows.length > 0 ? (
        <DataTable rows={rows} columns={columns} rowKey={(row) => String(row.id)} label="Work in hand" />
      ) : null}
      <Dialog
        opened={looking !== null}
        onClose={() => {
          setLooking(null);
        }}
        size="lg"
        title={`In the hands of ${looking?.alias ?? ""}`}
      >
        {looking ? (
          <Held
            projectId={projectId}
            holder={looking}
            mayRelease={mayRelease}
            onDone={() => {
              setLooking(null);
            }}
          />
        ) : null}
      </Dialog>
    </Panel>
  );
}

type HeldProps = { projectId: number; holder: LeaseHolder; mayRelease: boolean; onDone: () => void };

function Held({ projectId, holder, mayRelease, onDone }: HeldProps) {
  const leases = useLeases(projectId, holder.id);
  const one = useReleaseLease(projectId);
  const all = useReleaseAll(projectId);
  const rows: Lease[] = leases.data?.results ?? [];
  const error = leases.error ?? one.error ?? all.error;
  return (
    <Stack gap="md">
      {leases.isPending ? <ListSkeleton rows={3} /> : null}
      {error ? <ErrorNotice title="That didn’t work" error={error} onRetry={() => void leases.refetch()} /> : null}
      {leases.data ? (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Item</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Runs out</Table.Th>
              <Table.Th>Action</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  {row.external_id}
                  {row.purpose === "work" ? null : (
                    <Text span c="dimmed" size="sm">
                      {" "}
                      · {row.purpose}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{relativeTime(row.leased_at)}</Table.Td>
                <Table.Td>{relativeTime(row.expires_at)}</Table.Td>
                <Table.Td>
                  {mayRelease ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Release ${row.external_id}`}
                      disabled={one.isPending || all.isPending}
                      onClick={() => {
                        one.mutate(row.id);
                      }}
                    >
                      Release
                    </Button>
                  ) : (
                    "–"
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {leases.data && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is held any more.
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Close
        </Button>
        {mayRelease && rows.length > 0 ? (
          <Button
            loading={all.isPending}
            onClick={() => {
              all.mutate(holder.id, { onSuccess: onDone });
            }}
          >
            Release everything
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}

function When({ at }: { at: string | null }) {
  return (
    <Text span size="sm" c={at === null ? "dimmed" : undefined}>
      {at === null ? "–" : relativeTime(at)}
    </Text>
  );
}
