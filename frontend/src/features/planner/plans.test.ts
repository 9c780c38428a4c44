import { describe, expect, it } from "vitest";

import { type Figures, inDays, KINDS, requestOf, sentence, startOf, TEAM } from "./plans";

const NOTHING: Figures = { seconds: null, ties: null, raters: 0, votes: 3, models: 0, correlation: null };
const KNOWN: Figures = { seconds: 21.5, ties: 0.1, raters: 12, votes: 5, models: 7, correlation: 0.4 };
const fieldOf = (name: string) => {
  const found = [...Object.values(KINDS).flatMap((kind) => kind.fields), ...TEAM].find((field) => field.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe("the numbers that a plan begins with", () => {
  it("are the project's own where it has usable ones", () => {
    expect(startOf(fieldOf("seconds"), KNOWN)).toEqual({ value: 21.5, own: true });
    expect(startOf(fieldOf("models"), KNOWN)).toEqual({ value: 7, own: true });
    expect(startOf(fieldOf("correlation"), KNOWN)).toEqual({ value: 0.4, own: true });
    expect(startOf(fieldOf("power"), KNOWN)).toEqual({ value: 0.8, own: false });
  });

  it("are usual ones where the project has none, or ones that can't be planned with", () => {
    expect(startOf(fieldOf("seconds"), NOTHING)).toEqual({ value: 37, own: false });
    expect(startOf(fieldOf("raters"), NOTHING)).toEqual({ value: 10, own: false });
    expect(startOf(fieldOf("models"), { ...NOTHING, models: 1 })).toEqual({ value: 4, own: false });
    expect(startOf(fieldOf("ties"), undefined)).toEqual({ value: 0.2, own: false });
  });
});

describe("a request", () => {
  it("has what the address says and begins with the rest", () => {
    const request = requestOf("win-rate", new URLSearchParams("difference=0.1&ties=0"), KNOWN);
    expect(request).toMatchObject({ kind: "win-rate", difference: 0.1, ties: 0, votes: 5, raters: 12, seconds: 21.5 });
    expect(request).not.toHaveProperty("models");
  });

  it("is none while a number is missing or out of range", () => {
    for (const text of ["difference=", "difference=2", "difference=x", "raters=0"]) {
      expect(requestOf("win-rate", new URLSearchParams(text), KNOWN)).toBeNull();
    }
  });
});

describe("the words", () => {
  it("say items, votes and days", () => {
    const request = requestOf("win-rate", new URLSearchParams("raters=50"), undefined);
    if (!request) throw new Error("no request");
    const plan = { items: 418, judgments: 1254, design_effect: 1.6, rater_hours: 15.5, days: 3.08 };
    expect(sentence(request, plan)).toBe(
      "1,254 judgments: 418 items, 3 votes on each. 50 raters need 3.1 working days.",
    );
    const cost = requestOf("cost", new URLSearchParams("raters=1"), undefined);
    if (!cost) throw new Error("no request");
    expect(sentence(cost, { rater_hours: 8, days: 1 })).toBe("1 rater needs 1.0 working day for 100,000 judgments.");
  });

  it("are exact only as far as that makes sense", () => {
    expect(inDays(0.02)).toBe("less than a tenth of a working day");
    expect(inDays(1234.5)).toBe("1,235 working days");
  });
});
