import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { ApiError, client, unwrap } from "@/api/client";
import type { Pulse, Workbench } from "@/api/types";

import { situationChanged, workKey } from "../queries";

const EVERY_MS = 60_000;

/** Tells the server once a minute that the rater is there: it prolongs what they hold, and answers with advice. */
export function useHeartbeat(project: number): void {
  const queries = useQueryClient();
  useEffect(() => {
    const beat = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const { advice, shift, elsewhere } = await unwrap<Pulse>(
          client.POST("/api/v1/projects/{project_id}/heartbeat/", { params: { path: { project_id: project } } }),
        );
        queries.setQueryData<Workbench>(workKey(project), (old) => old && { ...old, advice, shift, elsewhere });
      } catch (error) {
        // A missed beat costs nothing: the outbox shows the lost connection, and the next beat comes in a minute.
        if (!(error instanceof ApiError)) throw error;
        if (situationChanged(error)) await queries.invalidateQueries({ queryKey: workKey(project) });
      }
    };
    const timer = window.setInterval(() => void beat(), EVERY_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, [project, queries]);
}
