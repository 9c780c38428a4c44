import { useInfiniteQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { nextCursor } from "@/api/pages";

export const FILE = "/api/v1/me/times/csv/";

/** My shifts in all projects, the latest first. */
export function useOwnTimes() {
  return useInfiniteQuery({
    queryKey: ["own-times"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/me/times/", {
          params: { query: { page_size: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: nextCursor,
  });
}
