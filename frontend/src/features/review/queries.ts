/** The reviewers' queue: what waits, the case in hand, and what can be done with it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { nextCursor } from "@/api/pages";
import { projectKey } from "@/api/projects";
import type { Answer, OpenedCase } from "@/api/types";

import type { CaseFilters } from "./filters";

const RENEW_MS = 5 * 60_000;

const summaryKey = (project: number) => [...projectKey(project), "review"] as const;
const casesKey = (project: number) => [...projectKey(project), "cases"] as const;
const takenKey = (project: number, wanted: number | null) => ["taken-case", project, wanted] as const;
const byCase = (case_id: number) => ({ params: { path: { case_id } } });
const byProject = (project_id: number) => ({ params: { path: { project_id } } });

export function useReviewSummary(project: number) {
  return useQuery({
    queryKey: summaryKey(project),
    queryFn: () => unwrap(client.GET("/api/v1/projects/{project_id}/review/", byProject(project))),
    refetchInterval: 20_000,
  });
}

export function useCases(project: number, filters: CaseFilters) {
  return useInfiniteQuery({
    queryKey: [...casesKey(project), filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/review/cases/", {
          params: {
            path: { project_id: project },
            query: {
              ...(filters.state ? { state: filters.state } : {}),
              ...(filters.reason ? { reason: filters.reason } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: nextCursor,
  });
}

export function useFindDisputes(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/projects/{project_id}/review/find/", byProject(project))),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: summaryKey(project) });
      await queries.invalidateQueries({ queryKey: casesKey(project) });
    },
  });
}

/** The case in my hands: taken when the desk opens, and renewed while it stays open. */
export function useTakenCase(project: number, wanted: number | null) {
  return useQuery({
    queryKey: takenKey(project, wanted),
    queryFn: () =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/review/take/", {
          ...byProject(project),
          body: wanted === null ? {} : { case: wanted },
        }),
      ),
    refetchInterval: RENEW_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
    gcTime: 0,
  });
}

export type Settlement =
  | { verb: "decide"; key: string; answers: Answer[]; rationale: string; active_ms: number }
  | { verb: "send-back"; key: string; mode: "more" | "again"; slots: number; rationale: string }
  | { verb: "dismiss"; key: string; rationale: string };

function settle(id: number, { verb, ...body }: Settlement): Promise<OpenedCase> {
  const { key, rationale } = body;
  if (verb === "decide" && "answers" in body) {
    const { answers, active_ms } = body;
    return unwrap(
      client.POST("/api/v1/cases/{case_id}/decide/", { ...byCase(id), body: { key, rationale, answers, active_ms } }),
    );
  }
  if (verb === "send-back" && "mode" in body) {
    const { mode, slots } = body;
    return unwrap(
      client.POST("/api/v1/cases/{case_id}/send-back/", { ...byCase(id), body: { key, rationale, mode, slots } }),
    );
  }
  return unwrap(client.POST("/api/v1/cases/{case_id}/dismiss/", { ...byCase(id), body: { key, rationale } }));
}

/** Settles, gives back or takes back a case; what is shown elsewhere is asked again. */
export function useCaseVerbs(project: number) {
  const queries = useQueryClient();
  const changed = async () => {
    await queries.invalidateQueries({ queryKey: summaryKey(project) });
    await queries.invalidateQueries({ queryKey: casesKey(project) });
    await queries.invalidateQueries({ queryKey: ["items"] });
  };
  const settling = useMutation({
    mutationFn: ({ id, settlement }: { id: number; settlement: Settlement }) => settle(id, settlement),
    onSuccess: changed,
  });
  const release = useMutation({
    mutationFn: (id: number) => unwrap(client.POST("/api/v1/cases/{case_id}/release/", byCase(id))),
    onSuccess: changed,
  });
  const undo = useMutation({
    mutationFn: (id: number) => unwrap(client.POST("/api/v1/cases/{case_id}/undo/", byCase(id))),
    onSuccess: changed,
  });
  return { settling, release, undo };
}
