/** A small server, and the workbench opened on it, for this feature's tests. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { vi } from "vitest";

import { ME } from "@/api/session";
import type { Submission, Task, Workbench } from "@/api/types";
import { task } from "@/components/answering/testing";

import { WorkbenchPage } from "./WorkbenchPage";

export const TASKS = ["t1", "t2", "t3", "t4", "t5"].map((key) => task(key));

/** A server in miniature: it hands out tasks, takes judgments under their keys, and can be taken off the network. */
export class Server {
  online = true;
  readonly calls: string[] = [];
  readonly judgments = new Map<string, Submission>();
  constructor(
    readonly work: Workbench,
    readonly tasks: Task[],
  ) {}

  fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (!this.online) throw new TypeError("Failed to fetch");
    this.calls.push(`${request.method} ${path}`);
    const body = request.method === "GET" ? null : (await request.text()) || "null";
    const answer = this.answer(request.method, path, JSON.parse(body ?? "null"));
    return new Response(JSON.stringify(answer), { status: 200, headers: { "Content-Type": "application/json" } });
  };

  private answer(method: string, path: string, body: unknown): unknown {
    const { advice } = this.work;
    if (method === "GET" && path === "/projects/1/work/") return this.work;
    if (path === "/projects/1/claim/") {
      const answered = new Set([...this.judgments.values()].map((one) => one.assignment));
      const left = this.tasks.filter((one) => !answered.has(one.key));
      return { tasks: left.slice(0, 3), batch_size: 3, advice, finished: left.length === 0, message: "" };
    }
    const key = /^\/judgments\/([^/]+)\/$/.exec(path)?.[1];
    if (method === "PUT" && key) {
      const submission = body as Submission;
      this.judgments.set(key, submission);
      const done = new Set([...this.judgments.values()].map((one) => one.assignment)).size;
      const progress = { done_today: done, done_total: done };
      return { key, assignment: submission.assignment, revision: 1, accepted: "counted", progress, advice };
    }
    if (path === "/shifts/5/breaks/") {
      return {
        ...this.work.shift,
        on_break: { started_at: new Date().toISOString(), suggested: false, required: false, minutes: 0, reason: "" },
      };
    }
    if (path.endsWith("/skip/")) return { advice };
    if (path === "/shifts/5/freshness/") return { ...advice, ask_freshness: false };
    throw new Error(`unexpected ${method} ${path}`);
  }

  answersTo(assignment: string): Submission["answers"][] {
    return [...this.judgments.values()].filter((one) => one.assignment === assignment).map((one) => one.answers);
  }
}

/** Opens the workbench of project 1. */
export function open(server: Server) {
  vi.stubGlobal("fetch", server.fetch);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me = {
    id: 3,
    email: "r@example.org",
    name: "Rae",
    abilities: { create_project: false },
    preferences: { theme: null, text_size: null, density: "normal" as const, keys: {} },
    memberships: [],
  };
  queries.setQueryData(ME, me);
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={["/work/1"]}>
          <Routes>
            <Route path="/work/:id" element={<WorkbenchPage />} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
