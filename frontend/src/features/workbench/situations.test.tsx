import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { ADVICE, workbench } from "./testing";
import { open, Server, TASKS } from "./testingServer";

const shows = (text: string) => screen.findByText(text);

beforeEach(() => {
  localStorage.clear();
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
