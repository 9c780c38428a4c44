import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ME } from "@/api/session";
import type { Submission, Task, Workbench } from "@/api/types";

import { LIKERT, task } from "@/components/answering/testing";

import { ADVICE, workbench } from "./testing";
import { WorkbenchPage } from "./WorkbenchPage";

/** A server in miniature: it hands out tasks, takes judgments under their keys, and can be taken off the network. */
class Server {
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

function open(server: Server) {
  vi.stubGlobal("fetch", server.fetch);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me = { id: 3, email: "r@example.org", name: "Rae", abilities: { create_project: false }, memberships: [] };
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

const shows = (text: string) => screen.findByText(text);
const TASKS = ["t1", "t2", "t3", "t4", "t5"].map((key) => task(key));

beforeEach(() => {
  localStorage.clear();
});

describe("pairwise by keyboard", () => {
  it("starts empty, says what is missing, and submits side, strength and reasons", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    expect(screen.queryAllByRole("button", { pressed: true })).toEqual([]);

    await user.keyboard("[Enter]");
    expect(await screen.findByRole("alert")).toHaveTextContent("“Which is better?” has no answer yet.");
    expect(server.judgments.size).toBe(0);

    await user.keyboard("[Digit2][KeyW][KeyN]");
    await user.keyboard("B is 1 up");
    await user.keyboard("[Escape][Enter]");
    await shows("Prompt of t2");
    await waitFor(() => {
      expect(server.answersTo("t1")).toEqual([
        [
          { question: "preference", outcome: "b", strength: 2 },
          { question: "why", text: "B is 1 up" },
        ],
      ]);
    });
    expect(screen.queryAllByRole("button", { pressed: true })).toEqual([]);
  });

  it.each([
    ["Digit1", "a"],
    ["Digit0", "tie"],
    ["Digit4", "both_bad"],
    ["Digit9", "both_bad"],
    ["Numpad2", "b"],
  ])("takes %s for %s", async (code, outcome) => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard(`[${code}][Enter]`);
    await waitFor(() => {
      expect(server.answersTo("t1")).toEqual([[{ question: "preference", outcome }]]);
    });
  });

  it("opens the last answer again and amends it under a new key", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard("[Digit1][Enter]");
    await shows("Prompt of t2");
    await waitFor(() => {
      expect(server.judgments.size).toBe(1);
    });
    await user.keyboard("[KeyU]");
    await shows("Prompt of t1");
    expect(screen.getByRole("button", { pressed: true })).toHaveTextContent("A is better");
    await user.keyboard("[Digit2][Enter]");
    await shows("Prompt of t2");
    await waitFor(() => {
      expect(server.answersTo("t1").map(([answer]) => answer?.outcome)).toEqual(["a", "b"]);
    });
  });

  it("works through the batch offline, takes an unsent answer back, and sends the rest later", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    server.online = false;
    await user.keyboard("[Digit1][Enter]");
    await shows("Prompt of t2");
    await user.keyboard("[Digit1][Enter]");
    await shows("Prompt of t3");
    expect(await screen.findByText(/2 unsent/)).toHaveTextContent("Offline");

    await user.keyboard("[KeyU]");
    await shows("Prompt of t2");
    await user.keyboard("[Digit0][Enter]");
    await shows("Prompt of t3");
    server.online = true;
    window.dispatchEvent(new Event("online"));
    await shows("All saved");
    expect(server.answersTo("t1")).toEqual([[{ question: "preference", outcome: "a" }]]);
    expect(server.answersTo("t2")).toEqual([[{ question: "preference", outcome: "tie" }]]);
  });

  it("keeps unsent answers and a draft over a reload", async () => {
    const server = new Server(workbench({ held: TASKS.slice(0, 3) }), TASKS);
    const user = userEvent.setup();
    const first = open(server);
    await shows("Prompt of t1");
    server.online = false;
    await user.keyboard("[Digit1][Enter]");
    await shows("Prompt of t2");
    await user.keyboard("[Digit2]");
    first.unmount();

    server.online = true;
    open(server);
    await shows("Prompt of t2");
    expect(screen.getByRole("button", { pressed: true })).toHaveTextContent("B is better");
    await waitFor(() => {
      expect(server.answersTo("t1")).toHaveLength(1);
    });
  });

  it("skips with a reason by two keys", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard("[KeyS]");
    await screen.findByText("Why skip this task?");
    await user.keyboard("[Digit3]");
    await shows("Prompt of t2");
    await waitFor(() => {
      expect(server.calls).toContain("POST /assignments/t1/skip/");
    });
  });

  it("goes on a break by one key, and shows the keys by another", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard("{Shift>}[Slash]{/Shift}");
    const sheet = await screen.findByRole("dialog");
    expect(sheet).toHaveTextContent("Undo the last answer");
    await user.keyboard("[KeyB]");
    expect(server.calls).not.toContain("POST /shifts/5/breaks/");
    await user.keyboard("[Escape]");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    await user.keyboard("[KeyB]");
    await shows("You are on a break");
  });
});

describe("Likert by keyboard", () => {
  it("moves the mark from response to response and from question to question", async () => {
    const server = new Server(workbench({ questions: LIKERT }), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard("[Digit4][Digit3][Digit2]");
    await user.keyboard("[Enter]");
    expect(await screen.findByRole("alert")).toHaveTextContent("“Clarity” of response B has no answer yet.");
    await user.keyboard("[Digit5][Enter]");
    await shows("Prompt of t2");
    await waitFor(() => {
      expect(server.answersTo("t1")).toEqual([
        [
          { question: "help", response: "A", score: 4 },
          { question: "help", response: "B", score: 3 },
          { question: "clear", response: "A", score: 2 },
          { question: "clear", response: "B", score: 5 },
        ],
      ]);
    });
  });

  it("goes back with the arrow and corrects", async () => {
    const server = new Server(workbench({ questions: LIKERT }), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    await user.keyboard("[Digit1][Digit1][Digit1][Digit1]");
    await user.keyboard("[ArrowUp][ArrowUp][ArrowUp][Digit5][Enter]");
    await waitFor(() => {
      expect(server.answersTo("t1")[0]?.[0]).toEqual({ question: "help", response: "A", score: 5 });
    });
  });
});

describe("rest", () => {
  const onBreak = (secondsAgo: number) => {
    const shift = workbench().shift;
    const started_at = new Date(Date.now() - secondsAgo * 1000).toISOString();
    const on_break = { started_at, suggested: true, required: true, minutes: 10, reason: "55 min." };
    return workbench({ shift: shift && { ...shift, on_break } });
  };

  it("counts a required break down, says why, and cannot be left before its time", async () => {
    const server = new Server(onBreak(0), TASKS);
    const user = userEvent.setup();
    open(server);
    expect(await screen.findByRole("timer", { name: "Left of this break" })).toHaveTextContent(/^(10:00|9:\d\d)$/);
    expect(screen.getByText("55 min.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /Go on working/ })).toBeDisabled();
    await user.keyboard("[KeyB]");
    expect(server.calls).not.toContain("POST /shifts/5/breaks/end/");
  });

  it("lets a rater go once the time is over", async () => {
    open(new Server(onBreak(601), TASKS));
    expect(await screen.findByRole("timer", { name: "Break is over" })).toHaveTextContent("back in form");
    expect(screen.getByRole("button", { name: /Go on working/ })).toBeEnabled();
  });

  it("asks how fresh somebody feels, takes one tap and does not ask again", async () => {
    const server = new Server(workbench({ advice: { ...ADVICE, ask_freshness: true } }), TASKS);
    const user = userEvent.setup();
    open(server);
    await user.click(await screen.findByRole("button", { name: "4 · good" }));
    await waitFor(() => {
      expect(screen.queryByRole("group", { name: "How fresh do you feel?" })).not.toBeInTheDocument();
    });
    expect(server.calls).toContain("POST /shifts/5/freshness/");
  });

  it("sends a rater to the break when nothing more comes before it", async () => {
    const advice = {
      ...ADVICE,
      break_suggested: true,
      break_required: true,
      break_minutes: 10,
      reasons: ["55 minutes."],
    };
    open(new Server(workbench({ advice }), []));
    expect(await screen.findByRole("heading", { name: "Time for a break" })).toBeInTheDocument();
  });

  it("offers other projects when a change would help", async () => {
    const advice = {
      ...ADVICE,
      break_suggested: true,
      break_minutes: 10,
      change_suggested: true,
      reasons: ["Long day."],
    };
    open(new Server(workbench({ advice, elsewhere: [{ id: 9, name: "Scores", preset: "likert" }] }), TASKS));
    expect(await screen.findByRole("link", { name: "Scores" })).toHaveAttribute("href", "/work/9");
  });

  it("sends along how often the page was left", async () => {
    const server = new Server(workbench(), TASKS);
    const user = userEvent.setup();
    open(server);
    await shows("Prompt of t1");
    window.dispatchEvent(new Event("blur"));
    window.dispatchEvent(new Event("focus"));
    await user.keyboard("[Digit1][Enter]");
    await waitFor(() => {
      expect([...server.judgments.values()].map((one) => one.focus_changes)).toEqual([1]);
    });
  });
});

describe("reading", () => {
  it("shows responses as they were written, and the words that only one of them has", async () => {
    const pair = {
      ...TASKS[0],
      responses: [
        { label: "A", text: "a **small** cat" },
        { label: "B", text: "a big cat" },
      ],
    };
    const user = userEvent.setup();
    open(new Server(workbench(), [pair as (typeof TASKS)[number]]));
    expect((await screen.findByText("small")).tagName).toBe("STRONG");
    await user.keyboard("[KeyV]");
    expect(await screen.findByText("a **small** cat")).toBeInTheDocument();
    await user.keyboard("[KeyV]");
    expect((await screen.findByText("big")).tagName).toBe("MARK");
    expect(screen.getByText("**small**").tagName).toBe("MARK");
    await user.keyboard("[KeyV]");
    expect((await screen.findByText("small")).tagName).toBe("STRONG");
  });
});

describe("situations", () => {
  it("asks for the guideline to be read first", async () => {
    const guideline = {
      version: 2,
      body: "Be fair.",
      change_note: "Ties.",
      published_at: "2026-01-01T00:00:00Z",
      read: false,
      read_before: { version: 1, body: "Be quick." },
    };
    open(new Server(workbench({ guideline }), TASKS));
    expect(await screen.findByText("The guideline has changed")).toBeInTheDocument();
    expect(screen.getByText("Ties.")).toBeInTheDocument();
    expect((await screen.findByText("quick")).tagName).toBe("DEL");
    expect(screen.getByText("fair").tagName).toBe("INS");
  });

  it("tells a newcomer of no changes", async () => {
    const guideline = {
      version: 2,
      body: "Be fair.",
      change_note: "Ties.",
      published_at: "2026-01-01T00:00:00Z",
      read: false,
      read_before: null,
    };
    open(new Server(workbench({ guideline }), TASKS));
    expect(await screen.findByText("Before you start")).toBeInTheDocument();
    expect(screen.queryByText("Ties.")).toBeNull();
  });

  it("tells a paused rater why and whom to ask", async () => {
    open(new Server(workbench({ rater: { state: "paused", state_reason: "Too many checks missed." } }), TASKS));
    expect(await screen.findByText("Too many checks missed.")).toBeInTheDocument();
    expect(screen.getByText(/write to the lead/)).toBeInTheDocument();
  });

  it("says that nothing is left", async () => {
    open(new Server(workbench(), []));
    expect(await screen.findByText("Nothing is left for you")).toBeInTheDocument();
  });
});
