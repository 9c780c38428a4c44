/** The history of a project, and changes of its questions. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { nextCursor } from "@/api/pages";
import { projectKey } from "@/api/projects";
import type { components } from "@/api/types";

export type NewQuestion = components["schemas"]["QuestionInputRequest"];
export type QuestionEdit = components["schemas"]["PatchedQuestionEditRequest"] & { version: number };

export function useChanges(projectId: number) {
  return useInfiniteQuery({
    queryKey: [...projectKey(projectId), "changes"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/changes/", {
          params: { path: { project_id: projectId }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    getNextPageParam: nextCursor,
  });
}

/** Adds, edits or retires a question; each carries the version that was read. */
export function useQuestionVerbs(projectId: number) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: projectKey(projectId) });
  const add = useMutation({
    mutationFn: (body: { version: number; note: string; question: NewQuestion }) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/questions/", { params: { path: { project_id: projectId } }, body }),
      ),
    onSuccess,
  });
  const edit = useMutation({
    mutationFn: ({ key, ...body }: QuestionEdit & { key: string }) =>
      unwrap(
        client.PATCH("/api/v1/projects/{project_id}/questions/{key}/", {
          params: { path: { project_id: projectId, key } },
          body,
        }),
      ),
    onSuccess,
  });
  const retire = useMutation({
    mutationFn: ({ key, ...body }: { key: string; version: number; note: string }) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/questions/{key}/retire/", {
          params: { path: { project_id: projectId, key } },
          body,
        }),
      ),
    onSuccess,
  });
  return { add, edit, retire };
}
