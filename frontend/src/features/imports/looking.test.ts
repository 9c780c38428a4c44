import { expect, test } from "vitest";

import { cell, columnsOf, verdict } from "./looking";

const found = (good: number, failed: number, complete = true) => ({
  rows_checked: good + failed,
  rows_good: good,
  rows_failed: failed,
  complete,
});

test("the verdict says how many rows it was learnt from", () => {
  expect(verdict(found(250, 0))).toBe("All 250 rows are good.");
  expect(verdict(found(1000, 0, false))).toBe("The first 1,000 rows are good.");
  expect(verdict(found(998, 2, false))).toBe(
    "2 rows of the first 1,000 will be refused; the 998 good ones are imported.",
  );
  expect(verdict(found(3, 1))).toBe("One row of all 4 will be refused; the 3 good ones are imported.");
  expect(verdict(found(0, 4))).toBe("None of all 4 rows can be imported.");
  expect(verdict(found(0, 0))).toBe("The file holds no rows of this kind.");
});

test("cells are short, and columns come once", () => {
  expect(cell("x".repeat(200))).toHaveLength(160);
  expect(cell([{ text: "a" }])).toBe('[{"text":"a"}]');
  expect(cell(null)).toBe("–");
  expect(columnsOf([{ id: 1 }, { id: 2, prompt: "p" }])).toEqual(["id", "prompt"]);
});
