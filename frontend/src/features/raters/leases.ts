/** Work in hand: who holds what, and giving it to others. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { overviewKey, projectKey } from "@/api/projects";

const leasesKey = (projectId: number) => [...projectKey(projectId), "leases"] as const;
const byProject = (project_id: number) => ({ path: { project_id } });

export function useLeaseHolders(projectId: number) {
  return useQuery({
    queryKey: [...leasesKey(projectId), "holders"],
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/leases/holders/", { params: byProject(projectId) })),
    refetchInterval: 20_000,
  });
}

/** What one rater holds; a batch fits one page. */
export function useLeases(projectId: number, rater: number) {
  return useQuery({
    queryKey: [...leasesKey(projectId), rater],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/leases/", {
          params: { ...byProject(projectId), query: { rater, page_size: 200 } },
        }),
      ),
    refetchInterval: 20_000,
  });
}

function useChanged(projectId: number) {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: leasesKey(projectId) });
    await queries.invalidateQueries({ queryKey: overviewKey(projectId) });
  };
}

export function useReleaseLease(projectId: number) {
  const changed = useChanged(projectId);
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/leases/{lease_id}/release/", { params: { path: { lease_id: id } } })),
    onSettled: changed,
  });
}

export function useReleaseAll(projectId: number) {
  const changed = useChanged(projectId);
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/raters/{rater_id}/release/", { params: { path: { rater_id: id } } })),
    onSettled: changed,
  });
}
