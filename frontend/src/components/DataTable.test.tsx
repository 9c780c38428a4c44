import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { type Column, DataTable } from "./DataTable";

type Row = { name: string; value: number | null };
const COLUMNS: Column<Row>[] = [
  { key: "name", header: "Rater", value: (row) => row.name },
  { key: "value", header: "Value", value: (row) => row.value, align: "right" },
  { key: "action", header: "Action", value: () => null, sortable: false },
];
const ROWS = [
  { name: "b", value: 2 },
  { name: "c", value: null },
  { name: "a", value: 10 },
];

function names(): string[] {
  const [, ...rows] = screen.getAllByRole("row");
  return rows.map((row) => within(row).getAllByRole("cell")[0]?.textContent ?? "");
}

test("a header sorts up, down and back, and says so", async () => {
  const user = userEvent.setup();
  render(
    <MantineProvider>
      <DataTable rows={ROWS} columns={COLUMNS} rowKey={(row) => row.name} label="Raters" />
    </MantineProvider>,
  );
  expect(names()).toEqual(["b", "c", "a"]);
  const header = screen.getByRole("button", { name: "Value" });
  await user.click(header);
  expect(names()).toEqual(["b", "a", "c"]);
  expect(screen.getByRole("columnheader", { name: "Value" })).toHaveAttribute("aria-sort", "ascending");
  await user.click(header);
  expect(names()).toEqual(["a", "b", "c"]);
  await user.click(header);
  expect(names()).toEqual(["b", "c", "a"]);
  expect(screen.getByRole("columnheader", { name: "Value" })).not.toHaveAttribute("aria-sort");
});

test("a column of actions has no sort, and an unknown value is no zero", () => {
  render(
    <MantineProvider>
      <DataTable rows={ROWS} columns={COLUMNS} rowKey={(row) => row.name} label="Raters" />
    </MantineProvider>,
  );
  expect(screen.queryByRole("button", { name: "Action" })).not.toBeInTheDocument();
  const [, , unknown] = screen.getAllByRole("row");
  expect(within(unknown as HTMLElement).getAllByRole("cell")[1]).toHaveTextContent("–");
});
