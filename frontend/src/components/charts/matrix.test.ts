import { expect, test } from "vitest";

import { cellKey, indexCells, tint } from "./matrix";

test("cells are found by place, even when names hold separators", () => {
  const cell = { row: "a,b", column: "c", value: 0.5, text: ".50", description: "" };
  expect(indexCells([cell]).get(cellKey("a,b", "c"))).toBe(cell);
  expect(indexCells([cell]).get(cellKey("a", "b,c"))).toBeUndefined();
});

test("tints stay inside the range and are never nothing", () => {
  expect(tint(-5, [0, 1])).toBe(10);
  expect(tint(5, [0, 1])).toBe(100);
  expect(tint(0.5, [0, 1])).toBe(55);
  expect(tint(1, [1, 1])).toBe(100);
});
