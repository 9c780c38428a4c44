import { expect, test } from "vitest";

import { chance, type Due, help, standing } from "./due";

const due: Due = {
  due_on: "2026-03-20",
  verdict: "late",
  probability: 0.04,
  late_by: 5,
  late_low: 2,
  late_high: 9,
  needed_per_day: 119.2,
  hours: { value: 6.2, low: 5.1, high: 7.4, level: 0.8, raters: 5, reason: null },
  reason: null,
};

test("being late is said with its interval", () => {
  expect(standing(due)).toMatch(/^Late for .*2026 by about 5 days \(2 to 9\)$/);
  expect(standing({ ...due, late_high: null })).toContain("(2 or more)");
  expect(standing({ ...due, verdict: "overdue", late_by: 1 })).toMatch(/1 day ago$/);
});

test("what is open alarms nobody, and what isn’t known has its reason", () => {
  expect(standing({ ...due, verdict: "open", late_low: -2 })).toMatch(/may or may not be in time, about 5 days late/);
  expect(standing({ ...due, verdict: "open", late_by: -3 })).toContain("3 days early");
  expect(standing({ ...due, verdict: "unknown", reason: "Nobody has worked yet." })).toMatch(
    /Nobody has worked yet\.$/,
  );
});

test("a probability from drawn futures is never certain", () => {
  expect(chance({ probability: 0 })).toContain("Less than 1");
  expect(chance({ probability: 1 })).toContain("More than 99");
  expect(chance({ probability: 0.63 })).toMatch(/^63.?% likely/);
  expect(chance({ probability: null })).toBeNull();
});

test("the work needed is shared among the raters there are", () => {
  expect(help(due, 4)).toMatch(
    /120 judgments on each day.*6 h 12 min of rating \(5 h 06 min to 7 h 24 min\), or 1 h 33 min from each of 4 raters/,
  );
  const unsure = { ...due, hours: { value: 6.2, low: null, high: null, level: 0.8, raters: 1, reason: "Few." } };
  expect(help(unsure, 1)).toMatch(/about 6 h 12 min of rating\.$/);
  expect(help({ needed_per_day: null, hours: null }, 3)).toBeNull();
});
