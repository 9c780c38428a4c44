import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { expect, test, vi } from "vitest";

import type { Preset } from "@/api/types";

import { NewProjectForm } from "./NewProjectForm";

const preset = (key: string, name: string, overlap: number): Preset => ({
  key,
  name,
  description: `About ${name}`,
  questions: [],
  guideline: `How to judge: ${name}`,
  defaults: { overlap, gold_rate: 0.1, gold_pass_threshold: 0.5, batch_min: 3, batch_max: 10 },
});
const PRESETS = [preset("pairwise", "Pairwise", 3), preset("likert", "Likert", 2)];

function show() {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <Routes>
            <Route path="/" element={<NewProjectForm presets={PRESETS} />} />
            <Route path="/projects/:id" element={<p>The project’s page</p>} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

function answer(status: number, body: unknown) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  const fetched = vi.fn((request: Request) => {
    void request;
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } }));
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test("a project without a name is not sent, and the field says why", async () => {
  const fetched = answer(201, {});
  const user = userEvent.setup();
  show();
  await user.click(screen.getByRole("button", { name: "Make the project" }));
  expect(screen.getByText("A project needs a name.")).toBeInTheDocument();
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveFocus();
  expect(fetched).not.toHaveBeenCalled();
});

test("the chosen preset is sent with its own policies, and the project opens", async () => {
  const fetched = answer(201, { id: 7, name: "Study" });
  const user = userEvent.setup();
  show();
  await user.click(screen.getByRole("radio", { name: "Likert" }));
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Study");
  await user.click(screen.getByRole("button", { name: "Make the project" }));
  await waitFor(() => {
    expect(screen.getByText("The project’s page")).toBeInTheDocument();
  });
  const body: unknown = await fetched.mock.calls[0]?.[0].json();
  expect(body).toEqual({
    preset: "likert",
    name: "Study",
    overlap: 2,
    gold_rate: 0.1,
    guideline: "How to judge: Likert",
  });
});

test("what the server refuses is shown at its field", async () => {
  answer(400, { code: "invalid", detail: "overlap: too large", fields: { overlap: ["Must be 1 to 100."] } });
  const user = userEvent.setup();
  show();
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Study");
  await user.click(screen.getByRole("button", { name: "Make the project" }));
  await screen.findByText("The project can’t be made");
  expect(screen.getAllByText(/Must be 1 to 100\./).length).toBeGreaterThan(1);
});
