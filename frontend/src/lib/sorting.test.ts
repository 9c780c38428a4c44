import { expect, test } from "vitest";

import { nextSort, sortRows } from "./sorting";

const rows = [
  { name: "rater 10", value: 0.5 },
  { name: "rater 2", value: null },
  { name: "Rater 1", value: -1 },
];

test("numbers in text sort by size and letters without case", () => {
  expect(sortRows(rows, (row) => row.name, "ascending").map((row) => row.name)).toEqual([
    "Rater 1",
    "rater 2",
    "rater 10",
  ]);
});

test("unknown values are last in both directions", () => {
  const names = (direction: "ascending" | "descending") =>
    sortRows(rows, (row) => row.value, direction).map((row) => row.name);
  expect(names("ascending")).toEqual(["Rater 1", "rater 10", "rater 2"]);
  expect(names("descending")).toEqual(["rater 10", "Rater 1", "rater 2"]);
});

test("a header goes up, down, and back to the given order", () => {
  const up = nextSort(null, "value");
  const down = nextSort(up, "value");
  expect([up?.direction, down?.direction, nextSort(down, "value")]).toEqual(["ascending", "descending", null]);
  expect(nextSort(down, "name")).toEqual({ key: "name", direction: "ascending" });
});
