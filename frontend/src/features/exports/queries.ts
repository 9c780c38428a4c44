/** Exports: what can be written, ask for one, follow it, and fetch its files. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { pollWhileUnfinished } from "@/api/jobs";
import { projectKey } from "@/api/projects";

import type { ExportWish } from "./wish";

const listKey = (projectId: number) => [...projectKey(projectId), "exports"] as const;

export function useFormats() {
  return useQuery({
    queryKey: ["export-formats"],
    queryFn: () => unwrap(client.GET("/api/v1/export-formats/", {})),
    staleTime: Infinity,
  });
}

/** The exports, newest first; asked only by those who may export. */
export function useExports(projectId: number, enabled: boolean) {
  return useQuery({
    queryKey: listKey(projectId),
    queryFn: async () => {
      const call = client.GET("/api/v1/projects/{project_id}/exports/", {
        params: { path: { project_id: projectId } },
      });
      return (await unwrap(call)).results;
    },
    enabled,
    refetchInterval: (query) => pollWhileUnfinished(query.state.data),
  });
}

export function useRequestExport(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: ExportWish) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/exports/", {
          params: { path: { project_id: projectId } },
          body: wish,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

/** What the export would hold; asks nothing while there is no whole wish. */
export function usePreview(projectId: number, wish: ExportWish | null) {
  return useQuery({
    queryKey: [...listKey(projectId), "preview", wish],
    queryFn: () =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/exports/preview/", {
          params: { path: { project_id: projectId } },
          body: wish ?? { format: "votes-jsonl" },
        }),
      ),
    enabled: wish !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
}

export function useCancelExport(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/exports/{export_id}/cancel/", { params: { path: { export_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

export function archive(id: number): string {
  return `/api/v1/exports/${String(id)}/download/`;
}
