import { expect, test } from "vitest";

import { type Group, groupAddress, kindOf, marginRows, shownGroups } from "./shaping";

const group = (over: Partial<Group>) =>
  ({ dimension: "rater", value: "7", rater: null, flagged: false, ...over }) as Group;

test("sources are shown with a few others until all are asked for", () => {
  const groups = Array.from({ length: 40 }, (_, index) => group({ value: String(index), flagged: index < 3 }));
  expect(shownGroups(groups, false)).toHaveLength(15);
  expect(shownGroups(groups, true)).toHaveLength(40);
});

test("a group leads to the judgments behind it", () => {
  expect(groupAddress(4, group({ rater: { id: 7, alias: "r" } }))).toBe("/projects/4/raters");
  const slice = group({ dimension: "slice:language", value: "de & fr" });
  expect(groupAddress(4, slice)).toBe("/projects/4/items?slice=language%3Ade+%26+fr");
  expect(kindOf(slice)).toBe("Slice language");
  expect(groupAddress(4, group({ dimension: "hour" }))).toBeNull();
  expect(kindOf(group({ dimension: "hour" }))).toBe("Hour of the shift");
});

test("margins become rows of a chart", () => {
  const contradicted = { value: 0.2, low: 0.1, high: 0.3 } as never;
  expect(marginRows({ margins: [{ band: "0 to 1", n: 1200, contradicted }] })).toEqual([
    { key: "0 to 1", label: "0 to 1", value: 0.2, low: 0.1, high: 0.3, detail: "1,200 votes" },
  ]);
});
