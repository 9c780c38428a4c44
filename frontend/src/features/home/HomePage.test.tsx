import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";

import { ME } from "@/api/session";
import type { Me } from "@/api/types";

import { HomePage } from "./HomePage";

function show(me: Partial<Me>) {
  const queries = new QueryClient();
  queries.setQueryData(ME, {
    id: 1,
    email: "ada@example.org",
    name: "Ada",
    abilities: { create_project: false },
    preferences: { theme: null, text_size: null, density: "normal" as const, keys: {} },
    memberships: [],
    ...me,
  });
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <MemoryRouter>
          <HomePage />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const project = { id: 7, name: "Chat quality", state: "active", preset: "pairwise" } as const;

describe("the home page", () => {
  it("tells a person without projects how to get one", () => {
    show({});
    expect(screen.getByText(/join a project by its invitation link/)).toBeInTheDocument();
    expect(screen.queryByText("Create the first project")).toBeNull();
  });

  it("lists a led project once, linked to its overview", () => {
    show({ memberships: [{ id: 1, role: "lead", state: "active", state_reason: "", project }] });
    expect(screen.getByRole("link", { name: "Chat quality" })).toHaveAttribute("href", "/projects/7");
  });

  it("says why a paused rater can't work and offers no start", () => {
    show({ memberships: [{ id: 1, role: "rater", state: "paused", state_reason: "gold checks", project }] });
    expect(screen.getByText(/paused: gold checks/)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: /Start work/ })).toBeNull();
  });
});
