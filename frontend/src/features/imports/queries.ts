/** Imports: send a file, follow the run, cancel it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { asForm, client, unwrap } from "@/api/client";
import { isUnfinished, pollWhileUnfinished } from "@/api/jobs";
import { projectKey } from "@/api/projects";
import type { ImportRun } from "@/api/types";

const listKey = (projectId: number) => [...projectKey(projectId), "imports"] as const;

export type Kind = ImportRun["kind"];
/** A file with what is said of it. `question` is the key of the one that another tool's votes answer. */
export type Upload = { file: File; kind: Kind; format: string; question?: string | undefined };

/** The newest imports; polled while one is unfinished, and the project is read again when it ends. */
export function useImports(projectId: number) {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: listKey(projectId),
    queryFn: async () => {
      const call = client.GET("/api/v1/projects/{project_id}/imports/", {
        params: { path: { project_id: projectId } },
      });
      return (await unwrap(call)).results;
    },
    refetchInterval: (query) => pollWhileUnfinished(query.state.data),
  });
  const unfinished = list.data?.some(isUnfinished) ?? false;
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !unfinished) void queries.invalidateQueries({ queryKey: projectKey(projectId) });
    was.current = unfinished;
  }, [unfinished, queries, projectId]);
  return list;
}

/** The layouts of other tools that can be read. */
export function useLayouts() {
  return useQuery({
    queryKey: ["import-layouts"],
    queryFn: () => unwrap(client.GET("/api/v1/import-layouts/", {})),
    staleTime: Infinity,
  });
}

/** How a file would be read. `complete` checks every row, which takes a while. */
export function usePreview(projectId: number) {
  return useMutation({
    mutationFn: (look: Upload & { complete?: boolean }) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/imports/preview/", {
          params: { path: { project_id: projectId } },
          body: look as never,
          bodySerializer: asForm as never,
        }),
      ),
  });
}

export function useUpload(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (upload: Upload) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/imports/", {
          params: { path: { project_id: projectId } },
          // The schema describes the file as a string; the form carries the file itself.
          body: upload as never,
          bodySerializer: asForm as never,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

export function useCancelImport(projectId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/imports/{import_id}/cancel/", { params: { path: { import_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

export function errorReport(id: number): string {
  return `/api/v1/imports/${String(id)}/errors/`;
}
