/** The days of a project's raters, and what rest does to their work. */
import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";
import type { RaterDay, RestEffects } from "@/api/types";

/** Who worked on that day (UTC); read again every minute, because they may be at work. */
export function useRhythm(projectId: number, day: string) {
  return useQuery({
    queryKey: [...projectKey(projectId), "rhythm", day],
    queryFn: () =>
      unwrap<RaterDay[]>(
        client.GET("/api/v1/projects/{project_id}/rhythm/", {
          params: { path: { project_id: projectId }, query: { day } },
        }),
      ),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  });
}

export function useRestEffects(projectId: number) {
  return useQuery({
    queryKey: [...projectKey(projectId), "rest-effects"],
    queryFn: () =>
      unwrap<RestEffects>(
        client.GET("/api/v1/projects/{project_id}/rest-effects/", { params: { path: { project_id: projectId } } }),
      ),
    staleTime: 60_000,
  });
}
