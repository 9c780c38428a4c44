import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Estimate, QuestionOverview } from "@/api/types";

import { type Cause, costOf, type Diagnosis, gainRange, gainText } from "./diagnosis";
import { DiagnosisPanel } from "./DiagnosisPanel";

function estimate(value: number | null, low: number | null = null, high: number | null = null): Estimate {
  const reason = low === null ? "no interval yet" : null;
  return { value, low, high, se: null, level: 0.95, n_items: 300, n_judgments: 900, method: "m", reason };
}

function cause(fields: Partial<Cause> = {}): Cause {
  return {
    kind: "raters",
    title: "rater 7 and rater 12 disagree with the rest",
    evidence: ["Two of the other raters typically reach 0.62 with each other."],
    action: "Retrain them on “b”: alpha would go from 0.35 to about 0.52.",
    unit: "alpha",
    before: 0.35,
    after: 0.52,
    gain: estimate(0.17, 0.12, 0.22),
    share_of_loss: 0.26,
    z: 9,
    judgments: 412,
    explained_by: null,
    raters: [],
    slice: null,
    categories: [],
    ...fields,
  };
}

function show(fields: Partial<Diagnosis>) {
  const diagnosis: Diagnosis = {
    state: "low",
    sentence: "Agreement is too low: all of its interval lies below 0.67. This pulls it down most.",
    reason: null,
    target: 0.667,
    alpha: estimate(0.35, 0.3, 0.4),
    self_agreement: estimate(null),
    fatigue: null,
    causes: [],
    design: { half_width: 0.1, rows: [] },
    ...fields,
  };
  const question = { diagnosis } as QuestionOverview;
  return render(
    <MantineProvider>
      <DiagnosisPanel reportId={1} question={question} />
    </MantineProvider>,
  );
}

test("causes are ranked, with evidence, action, gain, interval and cost; echoes stand apart", () => {
  const second = cause({ kind: "slice", title: "Raters disagree on language = de", judgments: 0 });
  const echo = cause({ kind: "categories", title: "“a” and “b” are taken for each other", explained_by: "raters" });
  show({ causes: [cause(), second, echo] });
  const items = within(screen.getByRole("list", { name: "Causes, the first one first" })).getAllByRole("heading");
  expect(items.map((item) => item.textContent)).toEqual([
    "1. rater 7 and rater 12 disagree with the rest",
    "2. Raters disagree on language = de",
  ]);
  expect(screen.getAllByText(/Retrain them on “b”/)[0]).toBeVisible();
  expect(screen.getAllByText("+0.17 [+0.12 to +0.22]")).toHaveLength(2);
  expect(screen.getAllByRole("img", { name: /Predicted change of alpha: 0\.17/ })).toHaveLength(2);
  expect(screen.getByText(/Costs 412 judgments\./)).toBeVisible();
  expect(screen.getByText(/Also seen, and explained by the above: “a” and “b”/)).toBeVisible();
});

test("nothing wrong is said plainly, without a list", () => {
  show({ state: "fine", sentence: "Nothing wrong found: agreement is high enough to work with." });
  expect(screen.getByText("nothing wrong")).toBeVisible();
  expect(screen.queryByRole("list", { name: "Causes, the first one first" })).toBeNull();
});

test("too little overlap names what is needed and doesn't invent a gain", () => {
  show({
    state: "unknown",
    sentence: "Too little is known to say: only 4 items were judged by two raters.",
    causes: [
      cause({
        kind: "overlap",
        unit: "half_width",
        title: "Too few overlapping items to know",
        action: "Have 120 items judged by two or more raters. Until then, conclude nothing.",
        gain: estimate(null),
        judgments: 232,
      }),
    ],
  });
  expect(screen.getByText("too little to know")).toBeVisible();
  expect(screen.getByText("unknown: no interval yet")).toBeVisible();
  expect(screen.getByText(/Have 120 items judged/)).toBeVisible();
});

test("the size of a study can be looked up", () => {
  const rows = [{ labels_per_item: 3, items: 1950, judgments: 5850, raters: 4 }];
  show({ state: "fine", design: { half_width: 0.1, rows } });
  const table = screen.getByRole("table", { name: "Size of a study like this one", hidden: true });
  expect(within(table).getByText("5,850")).toBeInTheDocument();
});

test("a report made before there was a diagnosis shows no card", () => {
  render(
    <MantineProvider>
      <DiagnosisPanel reportId={1} question={{} as QuestionOverview} />
    </MantineProvider>,
  );
  expect(screen.queryByRole("heading", { name: "Diagnosis" })).toBeNull();
});

test("a gain is drawn on a scale that holds 0, and a narrower interval lies left of it", () => {
  expect(gainRange({ gain: estimate(0.17, 0.12, 0.22) })).toEqual([0, 0.5]);
  expect(gainRange({ gain: estimate(0.6, 0.5, 0.7) })).toEqual([0, 0.7]);
  expect(gainRange({ gain: estimate(-0.08, -0.12, -0.03) })).toEqual([-0.12, 0]);
  expect(gainText({ gain: estimate(-0.08, -0.12, -0.03) })).toBe("−0.08 [−0.12 to −0.03]");
  expect(costOf({ judgments: 0 })).toBe("Costs no new judgments.");
});
