/** Projects: what every page of the lead starts from. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import { ME } from "./session";
import type { components } from "./schema";

export const projectKey = (id: number) => ["projects", id] as const;
export const overviewKey = (id: number) => ["projects", id, "overview"] as const;
export const qualifyingKey = (id: number) => ["projects", id, "qualifying"] as const;
const guidelinesKey = (id: number) => ["projects", id, "guidelines"] as const;

export type NewProject = components["schemas"]["ProjectInputRequest"];
export type ProjectChange = components["schemas"]["PatchedProjectChangesRequest"] & { version: number };

export function useProject(id: number) {
  return useQuery({
    queryKey: projectKey(id),
    queryFn: () => unwrap(client.GET("/api/v1/projects/{project_id}/", { params: { path: { project_id: id } } })),
  });
}

export function usePresets() {
  return useQuery({
    queryKey: ["presets"],
    queryFn: () => unwrap(client.GET("/api/v1/presets/", {})),
    staleTime: Infinity,
  });
}

/** The project at a glance; refreshed while the page is open, because raters are at work. */
export function useOverview(id: number) {
  return useQuery({
    queryKey: overviewKey(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/overview/", { params: { path: { project_id: id } } })),
    refetchInterval: 15_000,
  });
}

/** Which qualifications open work needs, and how many raters have them. */
export function useQualifying(id: number) {
  return useQuery({
    queryKey: qualifyingKey(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/qualifying/", { params: { path: { project_id: id } } })),
  });
}

/** Whether the server and its background worker are alive. */
export function useHealth() {
  return useQuery({
    queryKey: ["health"],
    queryFn: () => unwrap(client.GET("/api/v1/health/", {})),
    refetchInterval: 30_000,
  });
}

export function useCreateProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProject) => unwrap(client.POST("/api/v1/projects/", { body })),
    onSuccess: async (project) => {
      queries.setQueryData(projectKey(project.id), project);
      await queries.invalidateQueries({ queryKey: ME });
    },
  });
}

/** Changes a project; carries the version that was read, so that two leads can't overwrite each other unseen. */
export function useUpdateProject(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectChange) =>
      unwrap(client.PATCH("/api/v1/projects/{project_id}/", { params: { path: { project_id: id } }, body })),
    onSuccess: async (project) => {
      queries.setQueryData(projectKey(id), project);
      await Promise.all([
        queries.invalidateQueries({ queryKey: overviewKey(id) }),
        queries.invalidateQueries({ queryKey: qualifyingKey(id) }),
        queries.invalidateQueries({ queryKey: ME }),
      ]);
    },
  });
}

export function useGuidelines(id: number) {
  return useQuery({
    queryKey: guidelinesKey(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/guidelines/", { params: { path: { project_id: id } } })),
  });
}

export function usePublishGuideline(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { body: string; change_note: string }) =>
      unwrap(client.POST("/api/v1/projects/{project_id}/guidelines/", { params: { path: { project_id: id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKey(id) }),
  });
}
