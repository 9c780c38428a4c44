import { Button, Group, Stack, Table, Text } from "@mantine/core";

import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { dateTime } from "@/lib/dates";
import { count } from "@/lib/numbers";

import { changeTitle, changeWords } from "./history";
import { useChanges } from "./queries";

/** What changed, when and by whom, and how much was judged under each version. */
export function HistoryPanel({ projectId }: { projectId: number }) {
  const changes = useChanges(projectId);
  const rows = changes.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Panel
      title="History"
      hint="Each change makes a version. A judgment belongs to the version under which its item was handed out, so that numbers can be told apart."
    >
      {changes.isPending ? <ListSkeleton rows={3} /> : null}
      {changes.error ? (
        <ErrorNotice title="The history can’t be shown" error={changes.error} onRetry={() => void changes.refetch()} />
      ) : null}
      {changes.data && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has changed since the history is kept. The next change stands here.
        </Text>
      ) : null}
      {rows.length > 0 ? (
        <Table fz="sm" verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={80}>Version</Table.Th>
              <Table.Th>What changed</Table.Th>
              <Table.Th w={240}>When and who</Table.Th>
              <Table.Th w={110} ta="right">
                Judgments
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.version}>
                <Table.Td>{row.version}</Table.Td>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {changeTitle(row)}
                  </Text>
                  {changeWords(row).map((words) => (
                    <Text key={words} size="sm" style={{ overflowWrap: "anywhere" }}>
                      {words}
                    </Text>
                  ))}
                  {row.note ? (
                    <Text size="sm" c="dimmed">
                      {row.note}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td>
                  {dateTime(row.changed_at)}
                  <Text size="sm" c="dimmed">
                    {row.changed_by?.name ?? "the server"}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{count(row.judgments)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {changes.hasNextPage ? (
        <Stack align="center" mt="md">
          <Group>
            <Button variant="default" loading={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>
              Load more
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Panel>
  );
}
