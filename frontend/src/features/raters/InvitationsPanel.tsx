import { Badge, Button, Table, Text, VisuallyHidden } from "@mantine/core";

import type { Invitation } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { dateTime, relativeTime } from "@/lib/dates";

import { invitationState } from "./presence";
import { useInvitations, useRevoke } from "./queries";

/** The links that were made, how often each was used, and a way to stop one. */
export function InvitationsPanel({ projectId }: { projectId: number }) {
  const invitations = useInvitations(projectId);
  const revoke = useRevoke(projectId);
  if (invitations.isPending) return <ListSkeleton rows={2} />;
  if (invitations.error) {
    return (
      <ErrorNotice
        title="The invitations can’t be shown"
        error={invitations.error}
        onRetry={() => void invitations.refetch()}
      />
    );
  }
  if (invitations.data.length === 0) return null;
  return (
    <Panel title="Invitation links">
      {revoke.error ? <ErrorNotice title="The link can’t be revoked" error={revoke.error} /> : null}
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Used</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>
              <VisuallyHidden>Action</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invitations.data.map((one) => (
            <Row
              key={one.id}
              invitation={one}
              busy={revoke.isPending}
              onRevoke={() => {
                revoke.mutate(one.id);
              }}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Row({ invitation, busy, onRevoke }: { invitation: Invitation; busy: boolean; onRevoke: () => void }) {
  const state = invitationState(invitation, new Date());
  return (
    <Table.Tr>
      <Table.Td>
        <Text span size="sm" fw={500} tt="capitalize">
          {invitation.role}
        </Text>
        {invitation.note ? (
          <Text span size="sm" c="dimmed">
            {" "}
            · {invitation.note}
          </Text>
        ) : null}
        {invitation.qualifications.length > 0 ? (
          <Text size="xs" c="dimmed">
            {invitation.qualifications.join(", ")}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={state === "open" ? "petrol" : "gray"}>
          {state}
        </Badge>
      </Table.Td>
      <Table.Td>
        {invitation.uses} of {invitation.max_uses ?? "any"}
      </Table.Td>
      <Table.Td title={dateTime(invitation.created_at)}>{relativeTime(invitation.created_at)}</Table.Td>
      <Table.Td title={invitation.expires_at ? dateTime(invitation.expires_at) : undefined}>
        {invitation.expires_at ? relativeTime(invitation.expires_at) : "never"}
      </Table.Td>
      <Table.Td ta="end">
        {state === "open" ? (
          <Button size="compact-xs" variant="subtle" color="red" onClick={onRevoke} disabled={busy}>
            Revoke
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
