import { expect, test } from "vitest";

import { kindOf, outcomeText, pace } from "./outcome";

const run = { kind: "items" as const, rows_created: 1204, rows_unchanged: 0, rows_failed: 0 };

test("the outcome names what is new, unchanged and refused, and leaves out what isn't", () => {
  expect(outcomeText(run)).toMatch(/^1.204 items new$/);
  expect(outcomeText({ ...run, rows_created: 1, rows_unchanged: 3, rows_failed: 1 })).toBe(
    "1 item new, 3 unchanged, 1 row refused",
  );
  expect(outcomeText({ ...run, kind: "votes", rows_created: 0, rows_failed: 2 })).toBe("0 votes new, 2 rows refused");
});

test("the pace is rows per second, and unknown before there are any", () => {
  const started = { started_at: "2026-01-01T00:00:00Z", finished_at: "2026-01-01T00:00:02Z" };
  expect(pace({ ...run, ...started }, new Date())).toBe(602);
  expect(pace({ ...run, started_at: null, finished_at: null }, new Date())).toBeNull();
  expect(pace({ ...run, rows_created: 0, ...started }, new Date())).toBeNull();
});

test("a file called votes is taken for votes, which the person can change", () => {
  expect(kindOf("study-votes.csv")).toBe("votes");
  expect(kindOf("items.jsonl")).toBe("items");
  expect(kindOf("reward-model-7b.jsonl")).toBe("scores");
});
