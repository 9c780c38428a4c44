/** Reports: ask for one, follow it, and read the latest that succeeded. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { ApiError, client, unwrap } from "./client";
import { isUnfinished, pollWhileUnfinished } from "./jobs";
import { overviewKey } from "./projects";
import type { components } from "./schema";
import type {
  AgreementOverview,
  BiasResult,
  RankingResult,
  ReportKind,
  ReportRow,
  ScoresResult,
  TracebackResult,
} from "./types";

/** What to compute; each kind knows some of these. */
export type ReportPlan = components["schemas"]["ReportPlanRequest"];

const listKey = (projectId: number, kind: ReportKind) => ["projects", projectId, "reports", kind] as const;
const latestKey = (projectId: number, kind: ReportKind) => ["projects", projectId, "latest-report", kind] as const;

/** The reports of one kind, newest first; polled while the newest is unfinished. */
export function useReportRows(projectId: number, kind: ReportKind) {
  return useQuery({
    queryKey: listKey(projectId, kind),
    queryFn: async () => {
      const call = client.GET("/api/v1/projects/{project_id}/reports/", {
        params: { path: { project_id: projectId }, query: { kind } },
      });
      return (await unwrap(call)).results;
    },
    refetchInterval: (query) => pollWhileUnfinished(query.state.data),
  });
}

/** What a report of each kind says. */
export type Results = {
  agreement: AgreementOverview;
  bias: BiasResult;
  ranking: RankingResult;
  scores: ScoresResult;
  traceback: TracebackResult;
};
/** The kinds that have a page of their own. */
export type PageKind = keyof Results;
export type Latest<Kind extends PageKind> = { report: ReportRow; result: Results[Kind] };

const at = (projectId: number) => ({ params: { path: { project_id: projectId } } });
const about = (projectId: number, question: string | undefined) => ({
  params: { path: { project_id: projectId }, query: question === undefined ? {} : { question } },
});
/** Of reports that are about one question, the latest about the one that is named. */
const fetchLatest: { [Kind in PageKind]: (projectId: number, question?: string) => Promise<Latest<Kind>> } = {
  agreement: (id) => unwrap(client.GET("/api/v1/projects/{project_id}/agreement/overview/", at(id))),
  bias: (id, question) => unwrap(client.GET("/api/v1/projects/{project_id}/bias/", about(id, question))),
  ranking: (id, question) => unwrap(client.GET("/api/v1/projects/{project_id}/ranking/", about(id, question))),
  scores: (id) => unwrap(client.GET("/api/v1/projects/{project_id}/scores/", at(id))),
  traceback: (id) => unwrap(client.GET("/api/v1/projects/{project_id}/traceback/", at(id))),
};

/** The latest report that succeeded with its result, or `null` when there is none yet. */
export function useLatestReport<Kind extends PageKind>(projectId: number, kind: Kind, question?: string) {
  return useQuery({
    queryKey: [...latestKey(projectId, kind), question ?? null],
    queryFn: async (): Promise<Latest<Kind> | null> => {
      try {
        return await fetchLatest[kind](projectId, question);
      } catch (error) {
        if (error instanceof ApiError && error.code === "no_report") return null;
        throw error;
      }
    },
  });
}

/**
 * The newest report (about the question, where one is named) and, when it ends, the fresh result everywhere it is shown;
 * `shown` is the report on the page, or null.
 */
export function useReportProgress(projectId: number, kind: ReportKind, shown?: number | null, question?: string) {
  const queries = useQueryClient();
  const rows = useReportRows(projectId, kind);
  const newest = rows.data?.find((row) => question === undefined || row.plan.question === question) ?? null;
  const unfinished = isUnfinished(newest);
  // A small report may have ended before the list is read again: what counts is that the newest one is another, or ended.
  const state = newest ? `${String(newest.id)} ${newest.state}` : null;
  const seen = useRef<string | null | undefined>(undefined);
  // The result may have been read just before the report ended that is the first one to be seen here.
  const missed = newest?.state === "succeeded" && shown !== undefined && shown !== newest.id;
  const fetchedFor = useRef<number | null>(null);

  useEffect(() => {
    if (!rows.isSuccess) return;
    const again = missed && fetchedFor.current !== newest.id;
    if (again) fetchedFor.current = newest.id;
    if (again || (seen.current !== undefined && seen.current !== state && !unfinished)) {
      void queries.invalidateQueries({ queryKey: latestKey(projectId, kind) });
      void queries.invalidateQueries({ queryKey: overviewKey(projectId) });
      void queries.invalidateQueries({ queryKey: headlineKey(projectId) });
    }
    seen.current = state;
  }, [rows.isSuccess, state, unfinished, missed, newest, queries, projectId, kind]);

  return { newest, unfinished, error: rows.error };
}

export function useRequestReport(projectId: number, kind: ReportKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (plan: ReportPlan) =>
      unwrap(
        client.POST("/api/v1/projects/{project_id}/reports/", {
          params: { path: { project_id: projectId } },
          body: { kind, plan },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: listKey(projectId, kind) }),
  });
}

export function useCancelReport(projectId: number, kind: ReportKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(client.POST("/api/v1/reports/{report_id}/cancel/", { params: { path: { report_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: listKey(projectId, kind) }),
  });
}

/** Where a report is downloaded: all of it, or one part of one question. */
export function reportDownload(
  id: number,
  as: "csv" | "json",
  only: { question?: string; part?: string } = {},
): string {
  const query = new URLSearchParams({ as, ...only });
  return `/api/v1/reports/${String(id)}/download/?${query.toString()}`;
}

const headlineKey = (projectId: number) => ["projects", projectId, "headline"] as const;

/** The one agreement number of the overview; its `estimate` is null while no report exists. */
export function useAgreementHeadline(projectId: number) {
  return useQuery({
    queryKey: headlineKey(projectId),
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/agreement-headline/", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}
