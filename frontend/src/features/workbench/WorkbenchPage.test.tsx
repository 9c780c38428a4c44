import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { LIKERT } from "@/components/answering/testing";

import { workbench } from "./testing";
import { open, Server, TASKS } from "./testingServer";

const shows = (text: string) => screen.findByText(text);

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
