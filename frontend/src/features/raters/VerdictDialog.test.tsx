import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import type { RaterRow } from "@/api/types";

import { VerdictDialog } from "./VerdictDialog";

const unknown = { value: null, low: null, high: null, n: 0, method: "wilson", reason: "nothing was counted yet" };

const HANA: RaterRow = {
  id: 8,
  alias: "Hana",
  name: "Hana",
  email: "hana@example.org",
  kind: "human",
  state: "paused",
  state_reason: "",
  judgments: 3,
  judgments_today: 0,
  quarantined: 12,
  skipped: 0,
  gold: { passed: 1, checked: 4, accuracy: unknown },
  median_active_s: null,
  consistency: unknown,
  first_side: unknown,
  peers: unknown,
  side_a_rate: unknown,
  tie_rate: unknown,
  last_seen_at: null,
  on_shift: false,
  on_break: false,
  freshness: null,
  qualifications: [],
  abilities: { pause: false, resume: true, qualify: true, train_again: false },
};

/** Opens the dialog; returns what it sent and a spy on its closing. */
function open(rater: RaterRow, verb: "pause" | "resume") {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push({ path: new URL(request.url).pathname, body: await request.json() });
    return Response.json(rater);
  });
  const onClose = vi.fn();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <VerdictDialog projectId={1} rater={rater} verb={verb} onClose={onClose} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { sent, onClose };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("resuming keeps what is in quarantine unless the lead says otherwise", async () => {
  const { sent, onClose } = open(HANA, "resume");
  expect(screen.getByText("12 judgments are in quarantine")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Resume" }));
  await waitFor(() => {
    expect(onClose).toHaveBeenCalled();
  });
  expect(sent).toEqual([{ path: "/api/v1/raters/8/resume/", body: { reason: "", quarantined: "keep" } }]);
});

test("a lead may discard what is in quarantine", async () => {
  const { sent } = open(HANA, "resume");
  await userEvent.click(screen.getByRole("radio", { name: /Discard/ }));
  await userEvent.type(screen.getByLabelText("Reason"), "Welcome back");
  await userEvent.click(screen.getByRole("button", { name: "Resume" }));
  await waitFor(() => {
    expect(sent).toEqual([
      { path: "/api/v1/raters/8/resume/", body: { reason: "Welcome back", quarantined: "discard" } },
    ]);
  });
});

test("nothing is asked where nothing is in quarantine, nor when pausing", () => {
  open({ ...HANA, quarantined: 0 }, "resume");
  open({ ...HANA, state: "watch" }, "pause");
  expect(screen.queryByRole("radio")).toBeNull();
});
