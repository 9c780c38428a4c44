import { expect, test } from "vitest";

import { ADJUSTED, countsText, meanRows, RAW, stands } from "./shaping";

const share = { value: 3.4, low: 3.1, high: 3.7, reason: null } as never;

test("each model has its mean as scored and with severity removed", () => {
  const rows = meanRows({ models: [{ model: "m", n: 1200, raw: share, adjusted: share, counts: [] }] });
  expect(rows.map((row) => row.series)).toEqual([RAW, ADJUSTED]);
  expect(rows[0]?.detail).toBe("1,200 scores");
});

test("the distribution goes from low to high", () => {
  expect(countsText([3, 0, 1400], [1, 2, 3])).toBe("1: 3, 2: 0, 3: 1,400");
});

test("a rater is called strict or mild only where the whole interval says so", () => {
  expect(stands({ low: -0.9, high: -0.3 })).toBe("strict");
  expect(stands({ low: 0.3, high: 0.9 })).toBe("mild");
  expect(stands({ low: -0.9, high: -0.1 })).toBeNull();
  expect(stands({ low: null, high: null })).toBeNull();
});
