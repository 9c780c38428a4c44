/** What the server said of training answers, waiting to be read: each is shown once, in the order of answering. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";

import type { TrainingFeedback } from "@/api/types";

import { workKey } from "../queries";

const feedbackKey = (project: number) => ["training-feedback", project] as const;

/** Keeps one for the desk to show. */
export function tellLater(queries: QueryClient, project: number, feedback: TrainingFeedback): void {
  queries.setQueryData<TrainingFeedback[]>(feedbackKey(project), (old) => [...(old ?? []), feedback]);
}

/** The oldest unread feedback, and the way to have read it. */
export function useUnread(project: number): { unread: TrainingFeedback | null; read: () => void } {
  const queries = useQueryClient();
  const { data } = useQuery<TrainingFeedback[]>({
    queryKey: feedbackKey(project),
    queryFn: () => [],
    enabled: false,
    initialData: [],
  });
  const unread = data[0] ?? null;
  const read = () => {
    queries.setQueryData<TrainingFeedback[]>(feedbackKey(project), (old) => old?.slice(1) ?? []);
    // Only now: what follows from the last answer of an attempt may be another screen.
    if (unread && unread.attempt.result !== "going") void queries.invalidateQueries({ queryKey: workKey(project) });
  };
  return { unread, read };
}
