/** The live A/B test: read again while the page is looked at. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";

import type { Wish } from "./wish";

const EVERY_MS = 15_000;

export function useLiveAb(projectId: number, wish: Wish) {
  return useQuery({
    queryKey: [...projectKey(projectId), "ab", wish],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/ab/", {
          params: { path: { project_id: projectId }, query: wish },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}
