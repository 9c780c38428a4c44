import { describe, expect, it } from "vitest";

import { isDay, asPoints, asSpeed, reading, shifted, symmetric } from "./shaping";

const estimate = (low: number | null, high: number | null) => ({
  value: low,
  low,
  high,
  se: null,
  level: 0.95,
  n_items: 5,
  n_judgments: 50,
  method: "",
  reason: null,
});

describe("effects in words", () => {
  it("turns log seconds into percent and shares into points", () => {
    expect(asSpeed(Math.log(0.9))).toBe("10 % less time");
    expect(asSpeed(0.001)).toBe("no change");
    expect(asPoints(-0.051)).toBe("−5.1 points");
    expect(asPoints(0.02)).toBe("+2.0 points");
  });

  it("says something only when the interval leaves out no effect", () => {
    expect(reading(estimate(-0.2, -0.1), "worse", "better")).toBe("worse");
    expect(reading(estimate(0.1, 0.2), "worse", "better")).toBe("better");
    expect(reading(estimate(-0.1, 0.2), "worse", "better")).toMatch(/chance/);
    expect(reading(estimate(null, null), "worse", "better")).toBe("Not known yet.");
  });

  it("draws effects on one scale around nothing", () => {
    expect(symmetric([estimate(-0.1, 0.05), estimate(null, null)])).toEqual([
      expect.closeTo(-0.11),
      expect.closeTo(0.11),
    ]);
  });

  it("walks from day to day over months and years", () => {
    expect(shifted("2026-03-01", -1)).toBe("2026-02-28");
    expect(shifted("2026-12-31", 1)).toBe("2027-01-01");
  });
});

it("a day in the address must be a day that there is", () => {
  expect(isDay("2026-03-12")).toBe(true);
  for (const text of ["2026-02-30", "2026-13-01", "12 March", ""]) expect(isDay(text)).toBe(false);
});
