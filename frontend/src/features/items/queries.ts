/** Items: lists by keyset page, one item with all that is known of it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { nextCursor } from "@/api/pages";
import { projectKey } from "@/api/projects";

import { type ItemFilters, queryOf } from "./filters";

const listKey = (projectId: number) => [...projectKey(projectId), "items"] as const;
const itemKey = (id: number) => ["items", id] as const;

/** The items that match, page by page. */
export function useItems(projectId: number, filters: ItemFilters) {
  return useInfiniteQuery({
    queryKey: [...listKey(projectId), filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/items/", {
          params: {
            path: { project_id: projectId },
            query: { ...queryOf(filters), ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: nextCursor,
  });
}

export function useItem(id: number) {
  return useQuery({
    queryKey: itemKey(id),
    queryFn: () => unwrap(client.GET("/api/v1/items/{item_id}/", { params: { path: { item_id: id } } })),
  });
}

/** Takes an item out of the work that is handed out, or puts it back; its judgments stay. */
export function useRetirement(projectId: number, id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (verb: "retire" | "restore") => {
      const params = { params: { path: { item_id: id } } };
      if (verb === "retire") await unwrap(client.POST("/api/v1/items/{item_id}/retire/", params));
      else await unwrap(client.POST("/api/v1/items/{item_id}/restore/", params));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: itemKey(id) });
      await queries.invalidateQueries({ queryKey: projectKey(projectId) });
    },
  });
}
