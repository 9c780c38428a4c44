/** The scorers whose scores were imported. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";

const key = (projectId: number) => [...projectKey(projectId), "scorers"] as const;

export function useScorers(projectId: number) {
  return useQuery({
    queryKey: key(projectId),
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/scorers/", { params: { path: { project_id: projectId } } })),
  });
}

export function useDeleteScorer(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (scorer: number) =>
      unwrap(
        client.DELETE("/api/v1/projects/{project_id}/scorers/{scorer_id}/", {
          params: { path: { project_id: projectId, scorer_id: scorer } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: key(projectId) }),
  });
}
