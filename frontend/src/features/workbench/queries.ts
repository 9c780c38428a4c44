/** What the workbench asks the server for, and the calls that begin and end a shift or a break. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ApiError, client, unwrap } from "@/api/client";
import type {
  Advice,
  Claimed,
  FlagReason,
  OwnFeedback,
  OwnShift,
  RecentJudgment,
  Shift,
  ShiftSummary,
  Workbench,
} from "@/api/types";

/** The key of the workbench's data; the home page shows the same. */
export const workKey = (project: number) => ["work", project] as const;

const byProject = (project_id: number) => ({ params: { path: { project_id } } });
const byShift = (shift_id: number) => ({ params: { path: { shift_id } } });

export function useWorkbench(project: number) {
  return useQuery({
    queryKey: workKey(project),
    queryFn: () => unwrap<Workbench>(client.GET("/api/v1/projects/{project_id}/work/", byProject(project))),
    // The desk keeps its own queue: a refetch on focus would only cost, and fail loudly while offline.
    refetchOnWindowFocus: false,
    staleTime: 30_000,
  });
}

/** Refusals that mean the rater's situation changed: the workbench must be asked again. */
export function situationChanged(error: unknown): boolean {
  const codes = ["not_on_shift", "on_break", "paused", "project_not_active", "guideline_unread"];
  return error instanceof ApiError && error.status === 409 && codes.includes(error.code);
}

export function claim(project: number): Promise<Claimed> {
  return unwrap<Claimed>(client.POST("/api/v1/projects/{project_id}/claim/", byProject(project)));
}

export async function fetchRecent(project: number): Promise<RecentJudgment[]> {
  return unwrap<RecentJudgment[]>(client.GET("/api/v1/projects/{project_id}/work/recent/", byProject(project)));
}

/** The last ten, asked anew each time that they are looked at, and when one of the `unsent` answers has been sent. */
export function useRecent(project: number, unsent: number) {
  return useQuery({
    queryKey: [...workKey(project), "recent", unsent],
    queryFn: () => fetchRecent(project),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function useFeedback(project: number) {
  return useQuery({
    queryKey: [...workKey(project), "feedback"],
    queryFn: () => unwrap<OwnFeedback>(client.GET("/api/v1/projects/{project_id}/work/feedback/", byProject(project))),
  });
}

/** Objects to a known answer. */
export function useContest(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ check, reason }: { check: number; reason: string }) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/work/feedback/{check_id}/contest/", {
          params: { path: { project_id: project, check_id: check } },
          body: { reason },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [...workKey(project), "feedback"] }),
  });
}

export function useReadGuideline(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/guideline-read/", { ...byProject(project), body: { version } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: workKey(project) }),
  });
}

export function useStartShift(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap<Shift>(client.POST("/api/v1/projects/{project_id}/shifts/", byProject(project))),
    onSuccess: () => queries.invalidateQueries({ queryKey: workKey(project) }),
  });
}

export function useEndShift(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (shift: number) => unwrap<ShiftSummary>(client.POST("/api/v1/shifts/{shift_id}/end/", byShift(shift))),
    onSuccess: () => queries.invalidateQueries({ queryKey: workKey(project) }),
  });
}

/** The rater's own day so far. */
export function useOwnDay(project: number) {
  return useQuery({
    queryKey: [...workKey(project), "day"],
    queryFn: () => unwrap<OwnShift[]>(client.GET("/api/v1/projects/{project_id}/work/day/", byProject(project))),
    staleTime: 30_000,
  });
}

/** Says how fresh the rater feels, 1 to 5; 0 when they would rather not. */
export function useFreshness(project: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ shift, fresh }: { shift: number; fresh: number }) =>
      unwrap<Advice>(client.POST("/api/v1/shifts/{shift_id}/freshness/", { ...byShift(shift), body: { fresh } })),
    onSuccess: (advice) => {
      queries.setQueryData<Workbench>(workKey(project), (old) => old && { ...old, advice });
    },
  });
}

/** Begins or ends a break; the shift that comes back replaces the one on screen. */
export function useBreak(project: number) {
  const queries = useQueryClient();
  const keep = (shift: Shift) => {
    queries.setQueryData<Workbench>(workKey(project), (old) => old && { ...old, shift });
  };
  const begin = useMutation({
    mutationFn: ({ shift, suggested }: { shift: number; suggested: boolean }) =>
      unwrap<Shift>(client.POST("/api/v1/shifts/{shift_id}/breaks/", { ...byShift(shift), body: { suggested } })),
    onSuccess: keep,
  });
  const end = useMutation({
    mutationFn: (shift: number) => unwrap<Shift>(client.POST("/api/v1/shifts/{shift_id}/breaks/end/", byShift(shift))),
    // The desk comes back with what is held now, so the whole workbench is asked again before it appears.
    onSuccess: () => queries.invalidateQueries({ queryKey: workKey(project) }),
  });
  return { begin, end };
}

/** Tells the reviewers that something is wrong with an item. */
export function useFlag() {
  return useMutation({
    mutationFn: ({ assignment, reason, note }: { assignment: string; reason: FlagReason; note: string }) =>
      unwrap(
        client.POST("/api/v1/assignments/{key}/flag/", {
          params: { path: { key: assignment } },
          body: { reason, note },
        }),
      ),
  });
}
