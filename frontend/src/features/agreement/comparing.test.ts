import { expect, test } from "vitest";

import { comparisonName, complaint, halves, planOf, signed } from "./comparing";
import { voices } from "./voices";

const side = (from = "", to = "", guideline = "") => ({ from, to, guideline });

test("the proposed periods are the two halves of the time, whole days that touch and don't overlap", () => {
  expect(halves("2026-03-01", "2026-03-10")).toEqual(["2026-03-01", "2026-03-05", "2026-03-06", "2026-03-10"]);
  expect(halves("2026-03-01", "2026-03-02")).toEqual(["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"]);
  expect(halves("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(halves("2026-03-01", "2026-03-01")).toBeNull();
  expect(halves(null, null)).toBeNull();
});

test("what can't be compared is said before the server is asked", () => {
  const a = side("2026-03-01", "2026-03-05", "3");
  expect(complaint("period", a, side("2026-03-06", "2026-03-10"))).toBeNull();
  expect(complaint("period", a, side("2026-03-05", "2026-03-10"))).toContain("overlap");
  expect(complaint("period", a, side("2026-03-10", "2026-03-06"))).toContain("end before");
  expect(complaint("period", a, side("2026-03-06"))).toContain("Fill in");
  expect(complaint("guideline", a, side("", "", "4"))).toBeNull();
  expect(complaint("guideline", a, side("", "", "3"))).toContain("different");
  expect(complaint("guideline", a, side())).toContain("Choose");
});

test("a plan holds only what its kind of side needs, and names itself", () => {
  const a = side("2026-03-01", "2026-03-05", "3");
  const b = side("2026-03-06", "2026-03-10", "4");
  const periods = planOf("better", "period", a, b);
  expect(periods.a).toEqual({ from: "2026-03-01", to: "2026-03-05" });
  expect(comparisonName(periods)).toBe("2026-03-01 to 2026-03-05 with 2026-03-06 to 2026-03-10");
  const guidelines = planOf("better", "guideline", a, b);
  expect(guidelines.b).toEqual({ guideline: 4 });
  expect(comparisonName(guidelines)).toBe("guideline 3 with guideline 4");
});

test("a difference carries its sign, and none when it rounds to zero", () => {
  const alpha = signed("krippendorff_alpha");
  expect([alpha(0.123), alpha(-0.123), alpha(-0.001)]).toEqual(["+0.12", "−0.12", "0.00"]);
  expect(signed("percent_agreement")(0.051)).toBe("+5.1");
});

test("a voice has the answer to the question and the rationale; what doesn't count is counted apart", () => {
  const empty = { response: null, strength: null, rank: null, choice: null, outcome: null, score: null, text: null };
  const judgment = (id: number, fields: object) => ({
    id,
    rater: { id, alias: `rater ${String(id)}` },
    submitted_at: "2026-03-02T12:00:00Z",
    revision: 1,
    surplus: false,
    quarantined: false,
    first_shown: null,
    active_ms: null,
    answers: [
      { ...empty, question: "better", outcome: "a" as const },
      { ...empty, question: "why", text: "A is shorter" },
    ],
    ...fields,
  });
  const found = voices([judgment(1, {}), judgment(2, { surplus: true }), judgment(3, { answers: [] })], "better");
  expect(found.others).toBe(1);
  expect(found.counted).toEqual([
    { key: "1", rater: "rater 1", answer: "A wins", rationale: "A is shorter", at: "2026-03-02T12:00:00Z" },
  ]);
});
