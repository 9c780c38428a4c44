/** The kinds of plan, what each asks for, and what a result means in words. Kept in the address, so that it can be shared. */
import type { components } from "@/api/schema";
import { count } from "@/lib/numbers";

export type Plan = components["schemas"]["Plan"];
export type PlanRequest = components["schemas"]["PlanRequestRequest"];
export type Figures = components["schemas"]["PlanFigures"];
export type Kind = PlanRequest["kind"];

export interface Field {
  name: Exclude<keyof PlanRequest, "kind">;
  label: string;
  help: string;
  fallback: number;
  min: number;
  max: number;
  step: number;
  /** Shown and typed in percent; sent as a share. */
  percent?: true;
  whole?: true;
}

const TIES: Field = {
  name: "ties",
  label: "Ties",
  help: "Share of answers that name no winner. They decide nothing.",
  fallback: 0.2,
  min: 0,
  max: 0.95,
  step: 0.05,
  percent: true,
};
const VOTES: Field = {
  name: "votes",
  label: "Votes per item",
  help: "Several votes on one item say less than as many items.",
  fallback: 3,
  min: 1,
  max: 1000,
  step: 1,
  whole: true,
};
const CORRELATION: Field = {
  name: "correlation",
  label: "Correlation of votes on one item",
  help: "0: as good as items of their own. 1: the second says nothing new. About 0.3 is usual.",
  fallback: 0.3,
  min: 0,
  max: 1,
  step: 0.05,
};
const POWER: Field = {
  name: "power",
  label: "Power",
  help: "The chance that the study finds a difference of this size.",
  fallback: 0.8,
  min: 0.5,
  max: 0.99,
  step: 0.05,
  percent: true,
};

export const KINDS: Record<Kind, { title: string; question: string; fields: Field[] }> = {
  "win-rate": {
    title: "Win rate",
    question: "Is one model better than another?",
    fields: [
      {
        name: "difference",
        label: "Difference from an even match",
        help: "5 % tells a win rate of 55 % from 50 %.",
        fallback: 0.05,
        min: 0.001,
        max: 0.49,
        step: 0.01,
        percent: true,
      },
      POWER,
      TIES,
      VOTES,
      CORRELATION,
    ],
  },
  ranking: {
    title: "Leaderboard",
    question: "Which of several models are apart?",
    fields: [
      {
        name: "models",
        label: "Models",
        help: "All pairs are compared equally often.",
        fallback: 4,
        min: 2,
        max: 10_000,
        step: 1,
        whole: true,
      },
      {
        name: "distance",
        label: "Distance of two strengths",
        help: "In log-odds: 0.2 is a win rate of 55 %, 0.4 of 60 %.",
        fallback: 0.2,
        min: 0.001,
        max: 20,
        step: 0.05,
      },
      POWER,
      TIES,
      VOTES,
      CORRELATION,
    ],
  },
  kappa: {
    title: "Agreement",
    question: "How well do two raters agree?",
    fields: [
      {
        name: "expected",
        label: "Kappa that you expect",
        help: "0.6 is common.",
        fallback: 0.6,
        min: 0,
        max: 0.99,
        step: 0.05,
      },
      {
        name: "half_width",
        label: "Interval, plus or minus",
        help: "How exactly you want to know it.",
        fallback: 0.05,
        min: 0.001,
        max: 1,
        step: 0.01,
      },
      {
        name: "categories",
        label: "Categories",
        help: "About equally frequent. Rare ones need more items.",
        fallback: 3,
        min: 2,
        max: 100,
        step: 1,
        whole: true,
      },
    ],
  },
  cost: {
    title: "A given number",
    question: "What do so many judgments cost?",
    fields: [
      {
        name: "judgments",
        label: "Judgments",
        help: "Items times votes per item.",
        fallback: 100_000,
        min: 1,
        max: 1_000_000_000,
        step: 1000,
        whole: true,
      },
    ],
  },
};

export const TEAM: Field[] = [
  {
    name: "raters",
    label: "Raters",
    help: "People who work side by side.",
    fallback: 10,
    min: 1,
    max: 1_000_000,
    step: 1,
    whole: true,
  },
  {
    name: "seconds",
    label: "Seconds per judgment",
    help: "Active ones: reading and answering.",
    fallback: 37,
    min: 0.1,
    max: 86_400,
    step: 1,
  },
  {
    name: "hours_per_day",
    label: "Hours a day",
    help: "Paid, for each rater.",
    fallback: 8,
    min: 0.5,
    max: 24,
    step: 0.5,
  },
  {
    name: "productive",
    label: "Share of paid time spent judging",
    help: "The rest is breaks, hidden checks and reading.",
    fallback: 0.83,
    min: 0.05,
    max: 1,
    step: 0.05,
    percent: true,
  },
];

const OWN: Partial<Record<Field["name"], keyof Figures>> = {
  ties: "ties",
  correlation: "correlation",
  votes: "votes",
  raters: "raters",
  seconds: "seconds",
  models: "models",
};

/** What a field begins with: the project's own figure where it has a usable one. */
export function startOf(field: Field, figures: Figures | undefined): { value: number; own: boolean } {
  const key = OWN[field.name];
  const figure = key ? figures?.[key] : null;
  if (figure === null || figure === undefined || figure < field.min || figure > field.max) {
    return { value: field.fallback, own: false };
  }
  return { value: figure, own: true };
}

/** The numbers of a plan as they stand in the address, the rest as they begin. `null`: a field was emptied or makes no sense. */
export function requestOf(kind: Kind, params: URLSearchParams, figures: Figures | undefined): PlanRequest | null {
  const numbers: Partial<Record<Field["name"], number>> = {};
  for (const field of [...KINDS[kind].fields, ...TEAM]) {
    const said = params.get(field.name);
    const value = said === null ? startOf(field, figures).value : Number(said || NaN);
    if (!Number.isFinite(value) || value < field.min || value > field.max) return null;
    numbers[field.name] = value;
  }
  return { kind, ...numbers } as PlanRequest;
}

/** The result in one sentence. */
export function sentence(request: PlanRequest, plan: Plan): string {
  const days = plan.days ?? 0;
  const team = `${count(request.raters ?? 0)} ${request.raters === 1 ? "rater needs" : "raters need"} ${inDays(days)}`;
  if (plan.items === undefined) return `${team} for ${count(request.judgments ?? 0)} judgments.`;
  const each = Math.round((plan.judgments ?? 0) / Math.max(plan.items, 1));
  const work = `${count(plan.judgments ?? 0)} judgments: ${count(plan.items)} items, ${each === 1 ? "one vote" : `${count(each)} votes`} on each`;
  return `${work}. ${team}.`;
}

/** "3.1 working days"; "less than an hour" for next to nothing. */
export function inDays(days: number): string {
  if (days < 0.1) return "less than a tenth of a working day";
  const told = days < 100 ? days.toFixed(1) : count(Math.round(days));
  return `${told} working ${told === "1.0" ? "day" : "days"}`;
}
