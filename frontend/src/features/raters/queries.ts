/** Raters and invitations of a project. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { overviewKey, projectKey, qualifyingKey } from "@/api/projects";
import type { Role } from "@/api/types";

const ratersKey = (projectId: number) => [...projectKey(projectId), "raters"] as const;
const invitationsKey = (projectId: number) => [...projectKey(projectId), "invitations"] as const;

/** The raters as they stand; read again every 20 seconds, because they are at work. */
export function useRaters(projectId: number) {
  return useQuery({
    queryKey: ratersKey(projectId),
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/raters/", { params: { path: { project_id: projectId } } })),
    refetchInterval: 20_000,
  });
}

export type Verdict =
  | { id: number; verb: "pause"; reason: string }
  | { id: number; verb: "resume"; reason: string; quarantined: "keep" | "discard" };

/** Pauses or resumes a rater; the reason is what the rater reads. */
export function useVerdict(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (verdict: Verdict) => {
      const params = { path: { rater_id: verdict.id } };
      const { reason } = verdict;
      return unwrap(
        verdict.verb === "pause"
          ? client.POST("/api/v1/raters/{rater_id}/pause/", { params, body: { reason } })
          : client.POST("/api/v1/raters/{rater_id}/resume/", {
              params,
              body: { reason, quarantined: verdict.quarantined },
            }),
      );
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ratersKey(projectId) });
      await queries.invalidateQueries({ queryKey: overviewKey(projectId) });
    },
  });
}

/** Gives a rater these qualifications and no others. */
export function useQualify(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, qualifications }: { id: number; qualifications: string[] }) =>
      unwrap(
        client.PUT("/api/v1/raters/{rater_id}/qualifications/", {
          params: { path: { rater_id: id } },
          body: { qualifications },
        }),
      ),
    onSuccess: async () => {
      await Promise.all(
        [ratersKey(projectId), qualifyingKey(projectId), overviewKey(projectId)].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}

/** One more attempt at the training. */
export function useTrainAgain(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/raters/{rater_id}/train-again/", { params: { path: { rater_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKey(projectId) }),
  });
}

export function useInvitations(projectId: number) {
  return useQuery({
    queryKey: invitationsKey(projectId),
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/invitations/", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

export type NewInvitation = { role: Role; note: string; qualifications: string[]; max_uses: number; days: number };

/** Makes a link; its address is shown once, because only its hash is kept. */
export function useInvite(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewInvitation) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/invitations/", {
          params: { path: { project_id: projectId } },
          body,
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: invitationsKey(projectId) });
      await queries.invalidateQueries({ queryKey: overviewKey(projectId) });
    },
  });
}

export function useRevoke(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.DELETE("/api/v1/invitations/{invitation_id}/", { params: { path: { invitation_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: invitationsKey(projectId) }),
  });
}
