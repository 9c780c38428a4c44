import { describe, expect, it } from "vitest";

import { endOf, paceHeight, paceText, timelineRows, type TimelineShift } from "./timeline";

const SHIFT: TimelineShift = {
  id: 4,
  started_at: "2026-03-02T09:00:00Z",
  ended_at: null,
  last_seen_at: "2026-03-02T09:25:00Z",
  breaks: [],
  ten_minutes: [
    { starts_at: "2026-03-02T09:00:00Z", judgments: 12, active_s: 400, pace: 1.02 },
    { starts_at: "2026-03-02T09:20:00Z", judgments: 3, active_s: 90, pace: null },
  ],
  reports: [],
  freshness: [
    { at: "2026-03-02T09:00:00Z", freshness: 1, reason: "" },
    { at: "2026-03-02T09:08:00Z", freshness: 0.9, reason: "" },
  ],
};

describe("a day on a timeline", () => {
  it("puts the usual pace in the middle and cuts at twice and half", () => {
    expect(paceHeight(1)).toBe(0.5);
    expect(paceHeight(2)).toBe(1);
    expect(paceHeight(0.25)).toBe(0);
  });

  it("says a pace in words", () => {
    expect(paceText(1.02)).toBe("as fast as usual");
    expect(paceText(1.4)).toBe("1.4 times as fast as usual");
    expect(paceText(null)).toBe("pace unknown");
  });

  it("takes the last freshness known by the end of each ten minutes", () => {
    expect(timelineRows([SHIFT]).map((row) => row.freshness)).toEqual([0.9, 0.9]);
    expect(timelineRows([{ ...SHIFT, freshness: [] }]).map((row) => row.freshness)).toEqual([null, null]);
  });

  it("ends an open shift where it was last seen", () => {
    expect(endOf(SHIFT).toISOString()).toBe("2026-03-02T09:25:00.000Z");
    expect(endOf({ ...SHIFT, ended_at: "2026-03-02T10:00:00Z" }).toISOString()).toBe("2026-03-02T10:00:00.000Z");
  });
});
