import { Button, Stack, Text } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";

import { client, unwrap } from "@/api/client";
import { ME } from "@/api/session";
import type { InvitationLook, Me } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Frontispiece } from "@/components/Frontispiece";
import { ListSkeleton } from "@/components/Skeletons";

import { NewAccountForm } from "./NewAccountForm";

const ROLES: Record<string, string> = {
  rater: "as a rater: you judge what models wrote",
  reviewer: "as a reviewer: you read results and items",
  lead: "as a lead: you run the study",
};

type Acceptance = { token: string; email?: string; password?: string; name?: string };

/** The page behind an invitation link. */
export function JoinPage() {
  useDocumentTitle("Invitation · Touchstone");
  const token = useParams().token ?? "";
  const queries = useQueryClient();
  const navigate = useNavigate();
  const look = useQuery({
    queryKey: ["invitation", token],
    queryFn: () =>
      unwrap<InvitationLook>(client.GET("/api/v1/invitations/look/{token}/", { params: { path: { token } } })),
  });
  const accept = useMutation({
    mutationFn: (body: Acceptance) => unwrap<Me>(client.POST("/api/v1/invitations/accept/", { body })),
    onSuccess: async (me) => {
      queries.setQueryData(ME, me);
      await navigate("/");
    },
  });

  if (look.isPending) {
    return (
      <Frontispiece title="Your invitation">
        <ListSkeleton rows={2} />
      </Frontispiece>
    );
  }
  if (look.isError) {
    return (
      <Frontispiece title="Your invitation">
        <ErrorNotice
          title="This invitation can't be looked at"
          error={look.error}
          onRetry={() => void look.refetch()}
        />
      </Frontispiece>
    );
  }
  const invitation = look.data;
  if (!invitation.valid) {
    return (
      <Frontispiece title="This invitation can't be used" text={invitation.reason}>
        <Stack>
          <Text size="sm">Ask the person who sent it for a new link. If you have joined already, just sign in.</Text>
          <Button component={Link} to="/sign-in" variant="default">
            Sign in
          </Button>
        </Stack>
      </Frontispiece>
    );
  }
  return (
    <Frontispiece
      title={`Join “${invitation.project_name}”`}
      text={`You are invited ${ROLES[invitation.role ?? ""] ?? "to this project"}.`}
    >
      {invitation.signed_in_as ? (
        <Stack>
          <Text size="sm">
            You are signed in as <b>{invitation.signed_in_as}</b>.
          </Text>
          {accept.isError && <ErrorNotice title="Joining failed" error={accept.error} />}
          <Button
            size="md"
            loading={accept.isPending}
            onClick={() => {
              accept.mutate({ token });
            }}
          >
            Join the project
          </Button>
        </Stack>
      ) : (
        <NewAccountForm
          pending={accept.isPending}
          error={accept.error}
          onSubmit={(account) => {
            accept.mutate({ token, ...account });
          }}
          signIn={`/sign-in?next=${encodeURIComponent(`/join/${token}`)}`}
        />
      )}
    </Frontispiece>
  );
}
