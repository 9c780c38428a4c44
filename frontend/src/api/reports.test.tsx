import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { useReportProgress } from "./reports";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The report page's hook on a server whose list of reports is `rows`, and what it declared out of date. */
function follow(
  rows: { id: number; state: string; plan?: { question: string } }[],
  shown?: number | null,
  question?: string,
) {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ results: rows, next: null, previous: null })));
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const outdated: unknown[] = [];
  const invalidate = queries.invalidateQueries.bind(queries);
  vi.spyOn(queries, "invalidateQueries").mockImplementation((filters) => {
    outdated.push(filters?.queryKey?.[2]);
    return invalidate(filters);
  });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const hook = renderHook(() => useReportProgress(7, "agreement", shown, question), { wrapper });
  const readAgain = () => invalidate({ queryKey: ["projects", 7, "reports"] });
  return { hook, outdated, readAgain };
}

test("a report that ended before the list was read again still refreshes the page", async () => {
  const rows = [{ id: 1, state: "succeeded" }];
  const { hook, outdated, readAgain } = follow(rows);
  await waitFor(() => {
    expect(hook.result.current.newest?.id).toBe(1);
  });
  expect(outdated).toEqual([]);
  rows.unshift({ id: 2, state: "succeeded" });
  await readAgain();
  await waitFor(() => {
    expect(outdated).toContain("latest-report");
  });
});

test("the page is refreshed once a running report ends, not before", async () => {
  const rows = [{ id: 1, state: "running" }];
  const { hook, outdated, readAgain } = follow(rows);
  await waitFor(() => {
    expect(hook.result.current.unfinished).toBe(true);
  });
  expect(outdated).toEqual([]);
  rows[0] = { id: 1, state: "succeeded" };
  await readAgain();
  await waitFor(() => {
    expect(outdated).toContain("latest-report");
  });
});

test("a report that ended just after the page had asked for the latest is fetched, once", async () => {
  const { outdated, readAgain } = follow([{ id: 1, state: "succeeded" }], null);
  await waitFor(() => {
    expect(outdated).toContain("latest-report");
  });
  await readAgain();
  expect(outdated.filter((key) => key === "latest-report")).toHaveLength(1);
});

test("nothing is fetched again where the newest report is the one that is shown", async () => {
  const { hook, outdated } = follow([{ id: 1, state: "succeeded" }], 1);
  await waitFor(() => {
    expect(hook.result.current.newest?.id).toBe(1);
  });
  expect(outdated).toEqual([]);
});

test("a page about one question follows the reports about that question alone", async () => {
  const rows = [
    { id: 3, state: "running", plan: { question: "safer" } },
    { id: 2, state: "succeeded", plan: { question: "better" } },
  ];
  const { hook } = follow(rows, 2, "better");
  await waitFor(() => {
    expect(hook.result.current.newest?.id).toBe(2);
  });
  expect(hook.result.current.unfinished).toBe(false);
});
