import { expect, test } from "vitest";

import { isUnfinished, POLL_MS, pollWhileUnfinished } from "./jobs";

test("polling goes on while one job is unfinished and stops when the last has ended", () => {
  expect(pollWhileUnfinished([{ state: "succeeded" }, { state: "running" }])).toBe(POLL_MS);
  expect(pollWhileUnfinished([{ state: "queued" }])).toBe(POLL_MS);
  expect(pollWhileUnfinished([{ state: "failed" }, { state: "cancelled" }, { state: "succeeded" }])).toBe(false);
  expect(pollWhileUnfinished([])).toBe(false);
  expect(pollWhileUnfinished(undefined)).toBe(false);
});

test("no job is no unfinished job", () => {
  expect(isUnfinished(null)).toBe(false);
});
