import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { MatrixChart } from "./MatrixChart";

test("each cell says who met whom, how it went and from how many", () => {
  const cells = [
    { row: "Ada", column: "Ben", value: 0.85, text: "0.85", description: "Ada and Ben: kappa 0.85, 993 shared" },
    { row: "Ben", column: "Ada", value: null, text: "–", description: "Ben and Ada: kappa unknown: nothing shared" },
  ];
  render(
    <MantineProvider>
      <MatrixChart
        rows={["Ada", "Ben"]}
        columns={["Ada", "Ben"]}
        cells={cells}
        range={[0, 1]}
        label="Kappa by pair"
        corner="Rater"
      />
    </MantineProvider>,
  );
  expect(screen.getByRole("table", { name: "Kappa by pair" })).toBeInTheDocument();
  expect(screen.getByText("Ada and Ben: kappa 0.85, 993 shared")).toBeInTheDocument();
  expect(screen.getByText("Ben and Ada: kappa unknown: nothing shared")).toBeInTheDocument();
});
