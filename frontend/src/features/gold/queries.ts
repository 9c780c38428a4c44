/** Gold: how each item does as a check, what raters contest, and what a lead does about it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";
import type { KnownAnswersInput } from "@/api/types";

const goldKey = (projectId: number) => [...projectKey(projectId), "gold"] as const;
const inProject = (project_id: number) => ({ params: { path: { project_id } } });
const onItem = (item_id: number) => ({ params: { path: { item_id } } });

export type Purpose = "gold" | "training";

export function useGold(projectId: number, purpose: Purpose) {
  return useQuery({
    queryKey: [...goldKey(projectId), purpose],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/gold/", {
          params: { path: { project_id: projectId }, query: { purpose } },
        }),
      ),
  });
}

export function useGoldItem(projectId: number, item: number | null) {
  return useQuery({
    queryKey: [...goldKey(projectId), "item", item],
    queryFn: () => unwrap(client.GET("/api/v1/gold/{item_id}/", onItem(item ?? 0))),
    enabled: item !== null,
  });
}

export function useCandidates(projectId: number) {
  return useQuery({
    queryKey: [...goldKey(projectId), "candidates"],
    queryFn: () => unwrap(client.GET("/api/v1/projects/{project_id}/gold/candidates/", inProject(projectId))),
  });
}

/** Raters whom checks paused that have been scored otherwise since. */
export function usePausedWithoutReason(projectId: number) {
  return useQuery({
    queryKey: [...goldKey(projectId), "paused"],
    queryFn: () => unwrap(client.GET("/api/v1/projects/{project_id}/gold/paused/", inProject(projectId))),
  });
}

export function useContests(projectId: number) {
  return useQuery({
    queryKey: [...goldKey(projectId), "contests"],
    queryFn: () => unwrap(client.GET("/api/v1/projects/{project_id}/contests/", inProject(projectId))),
    refetchInterval: 60_000,
  });
}

export type GoldVerb =
  | { verb: "edit"; item: number; answer: KnownAnswersInput; reason: string }
  | { verb: "retire"; item: number; voided: boolean; reason: string }
  | { verb: "restore"; item: number }
  | { verb: "make"; item: number };

/** Changes a gold item. Whatever it was, results and raters' verdicts may be others afterwards. */
export function useGoldVerb(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: GoldVerb) => {
      const on = onItem(wish.item);
      if (wish.verb === "edit") {
        const body = { ...wish.answer, reason: wish.reason };
        return unwrap(client.POST("/api/v1/gold/{item_id}/answer/", { ...on, body }));
      }
      if (wish.verb === "retire") {
        const body = { void: wish.voided, reason: wish.reason };
        return unwrap(client.POST("/api/v1/gold/{item_id}/retire/", { ...on, body }));
      }
      if (wish.verb === "restore") return unwrap(client.POST("/api/v1/gold/{item_id}/restore/", { ...on, body: {} }));
      return unwrap(client.POST("/api/v1/items/{item_id}/make-gold/", { ...on, body: {} }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKey(projectId) }),
  });
}

export type Settlement = {
  contest: number;
  decision: "uphold" | "reject";
  remedy: "answer" | "retire";
  answer?: KnownAnswersInput;
  reply: string;
};

export function useSettle(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ contest, ...body }: Settlement) =>
      unwrap(client.POST("/api/v1/contests/{contest_id}/settle/", { params: { path: { contest_id: contest } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKey(projectId) }),
  });
}

/** Lets a rater work again and counts what was set aside. */
export function useResumeKeeping(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (rater: number) =>
      unwrap(
        client.POST("/api/v1/raters/{rater_id}/resume/", {
          params: { path: { rater_id: rater } },
          body: { reason: "Some hidden checks were wrong, not you. Your work counts again.", quarantined: "keep" },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKey(projectId) }),
  });
}
