import { expect, test } from "vitest";

import type { LiveAbResult } from "@/api/types";

import { meetingChoices, meetingValue, nextStep, wishOf } from "./wish";

const rate = { value: 0.55, low: 0.4, high: 0.7 } as LiveAbResult["win_rate"];
const result = (over: Partial<LiveAbResult>) =>
  ({
    verdict: "undecided",
    win_rate: rate,
    n_items: 100,
    decided_at: null,
    expected_at: null,
    ...over,
  }) as LiveAbResult;

test("the address names both models or none", () => {
  expect(wishOf(new URLSearchParams("a=x&b=y&votes=3&judges=1"))).toEqual({
    model_a: "x",
    model_b: "y",
    votes: 3,
    include_models: true,
  });
  expect(wishOf(new URLSearchParams("a=x&votes=0"))).toEqual({});
  expect(wishOf(new URLSearchParams("a=x&b=x&votes=many"))).toEqual({});
});

test("the pair that is looked at keeps its order among the choices", () => {
  const meetings = [
    { model_a: "a", model_b: "b", items: 1200 },
    { model_a: "a", model_b: "c", items: 3 },
  ];
  const choices = meetingChoices({ meetings, models: ["b", "a"] });
  expect(choices[0]).toEqual({ value: meetingValue("b", "a"), label: "b against a (1,200 items)" });
  expect(choices[1]?.label).toBe("a against c (3 items)");
  expect(meetingChoices({ meetings: [], models: ["x", "y"] })).toEqual([{ value: "x\ny", label: "x against y" }]);
});

test("what to do next follows from the verdict", () => {
  expect(nextStep(result({ verdict: "a", decided_at: 1234 }))).toContain("Decided after 1,234 items");
  expect(nextStep(result({ expected_at: 350 }))).toContain("some 250 more items");
  expect(nextStep(result({}))).toContain("equally good");
  expect(nextStep(result({ win_rate: { ...rate, value: null } }))).toContain("first items");
});
