import { Alert, Button, Code, Group, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { ApiToken, NewToken } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { ListSkeleton } from "@/components/Skeletons";
import { dateTime } from "@/lib/dates";

import { Section } from "./Section";

const TOKENS = ["tokens"];

/** Tokens with which programs use the API in my name. */
export function Tokens() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: TOKENS });
  const tokens = useQuery({ queryKey: TOKENS, queryFn: () => unwrap<ApiToken[]>(client.GET("/api/v1/tokens/")) });
  const create = useMutation({
    mutationFn: () => unwrap<NewToken>(client.POST("/api/v1/tokens/")),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      unwrap(client.DELETE("/api/v1/tokens/{token_id}/", { params: { path: { token_id: id } } })),
    onSuccess: refresh,
  });
  return (
    <Section
      title="API tokens"
      text="A program that sends “Authorization: Token …” may do what you may do. Treat a token like a password."
    >
      <Stack align="stretch">
        {create.data && (
          <Alert color="gold" variant="light" title="Copy it now: it is not shown again" role="status">
            <Group gap="xs">
              <Code style={{ overflowWrap: "anywhere" }}>{create.data.token}</Code>
              <CopyButton text={create.data.token} />
            </Group>
          </Alert>
        )}
        {tokens.isPending && <ListSkeleton rows={2} />}
        {tokens.isError && <ErrorNotice title="Your tokens can't be shown" error={tokens.error} />}
        {tokens.data?.length === 0 && <Text size="sm">You have no tokens.</Text>}
        {tokens.data && tokens.data.length > 0 && (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Begins with</Table.Th>
                <Table.Th>Made</Table.Th>
                <Table.Th>Ends</Table.Th>
                <Table.Th>
                  <span className="ts-hidden">Revoke</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tokens.data.map((token) => (
                <Table.Tr key={token.id}>
                  <Table.Td>
                    <Code>{token.id}</Code>
                  </Table.Td>
                  <Table.Td>{dateTime(token.created)}</Table.Td>
                  <Table.Td>{token.expires ? dateTime(token.expires) : "never"}</Table.Td>
                  <Table.Td ta="end">
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="red"
                      aria-label={`Revoke the token ${token.id}`}
                      loading={revoke.isPending && revoke.variables === token.id}
                      onClick={() => {
                        revoke.mutate(token.id);
                      }}
                    >
                      Revoke
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {create.isError && <ErrorNotice title="No token was made" error={create.error} />}
        {revoke.isError && <ErrorNotice title="The token was not revoked" error={revoke.error} />}
        <Button
          variant="default"
          loading={create.isPending}
          style={{ alignSelf: "flex-start" }}
          onClick={() => {
            create.mutate();
          }}
        >
          New token
        </Button>
      </Stack>
    </Section>
  );
}
