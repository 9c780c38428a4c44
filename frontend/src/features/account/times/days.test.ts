import { expect, test } from "vitest";

import type { OwnTime } from "@/api/types";

import { days } from "./days";

function shift(started_at: string, minutes: number, judgments: number): OwnTime {
  return {
    id: 1,
    project: 7,
    project_name: "Chat",
    started_at,
    until: started_at,
    open: false,
    minutes,
    breaks: 0,
    break_minutes: 0,
    judgments,
    active_minutes: minutes / 2,
  };
}

const SHIFTS = [
  shift("2026-03-12T14:00:00Z", 40, 9),
  { ...shift("2026-03-12T08:00:00Z", 60.5, 20), project: 8 },
  shift("2026-03-11T08:00:00Z", 10, 0),
];
const utc = (iso: string) => iso.slice(0, 10);
const TWELFTH = { date: "2026-03-12", shifts: 2, minutes: 100.5, active_minutes: 50.25, judgments: 29 };

test("shifts of one day are added up, also those of different projects", () => {
  expect(days(SHIFTS, true, utc)).toEqual([
    TWELFTH,
    { date: "2026-03-11", shifts: 1, minutes: 10, active_minutes: 5, judgments: 0 },
  ]);
});

test("a day of which more shifts may follow is not told", () => {
  expect(days(SHIFTS, false, utc)).toEqual([TWELFTH]);
  expect(days(SHIFTS.slice(0, 2), false, utc)).toEqual([]);
});

test("no shifts, no days", () => {
  expect(days([], true)).toEqual([]);
});
