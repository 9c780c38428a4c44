/** Plans: the server computes them, because what it plans with is what it measures with. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";

import type { Figures, Plan, PlanRequest } from "./plans";

export function useFigures(projectId: number) {
  return useQuery({
    queryKey: [...projectKey(projectId), "plan-figures"],
    queryFn: () =>
      unwrap<Figures>(
        client.GET("/api/v1/projects/{project_id}/plan/", { params: { path: { project_id: projectId } } }),
      ),
    staleTime: 60_000,
  });
}

/** What the request comes to; asks nothing while there is no whole request. */
export function usePlan(projectId: number, body: PlanRequest | null) {
  return useQuery({
    queryKey: [...projectKey(projectId), "plan", body],
    queryFn: () =>
      unwrap<Plan>(
        client.POST("/api/v1/projects/{project_id}/plan/", {
          params: { path: { project_id: projectId } },
          body: body ?? { kind: "cost" },
        }),
      ),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  });
}
