import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { RatersTable } from "./RatersTable";

afterEach(() => {
  window.localStorage.clear();
});

function show() {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <RatersTable projectId={7} raters={[]} threshold={0.5} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

const headers = () => screen.getAllByRole("columnheader").map((header) => header.textContent);

test("a column that is chosen is shown, in its place, and still there the next time", async () => {
  const user = userEvent.setup();
  const first = show();
  expect(headers()).not.toContain("Ties");
  await user.click(screen.getByRole("button", { name: "Columns of the raters" }));
  await user.click(await screen.findByLabelText("Ties"));
  await user.click(screen.getByLabelText("Median time"));
  const chosen = headers();
  expect(chosen.slice(-4)).toEqual(["Ties", "Says it again", "Like the others", "Action"]);
  first.unmount();
  show();
  expect(headers()).toEqual(chosen);
});
