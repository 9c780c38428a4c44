/** Shaping of comparisons: what is proposed, what is asked, and how a finished one is named. */
import type { ReportPlan } from "@/api/reports";
import type { ComparedCoefficient, ReportRow } from "@/api/types";
import { asDecimal, asPercent, type NumberFormat } from "@/components/charts/intervals";

export type By = "period" | "guideline";
/** A side as the form holds it; empty texts are not filled in yet. */
export interface SideForm {
  from: string;
  to: string;
  guideline: string;
}

const DAY_MS = 86_400_000;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The days from `first` to `last` cut in two halves: [A from, A to, B from, B to]; null where they can't be cut. */
export function halves(first: string | null, last: string | null): [string, string, string, string] | null {
  if (first === null || last === null || first >= last) return null;
  const start = Date.parse(first);
  const days = Math.round((Date.parse(last) - start) / DAY_MS) + 1;
  const middle = start + Math.floor(days / 2) * DAY_MS;
  return [first, day(middle - DAY_MS), day(middle), last];
}

/** What is missing or wrong before the server is asked, in words; null when all is well. */
export function complaint(by: By, a: SideForm, b: SideForm): string | null {
  if (by === "guideline") {
    if (!a.guideline || !b.guideline) return "Choose a guideline version for each side.";
    return a.guideline === b.guideline ? "Choose two different versions." : null;
  }
  if (![a.from, a.to, b.from, b.to].every(Boolean)) return "Fill in the first and the last day of both periods.";
  if (a.from > a.to || b.from > b.to) return "A period must not end before it begins.";
  return a.from <= b.to && b.from <= a.to ? "The periods overlap: a judgment can be on one side only." : null;
}

export function planOf(question: string, by: By, a: SideForm, b: SideForm): ReportPlan {
  const side = ({ from, to, guideline }: SideForm) =>
    by === "period" ? { from, to } : { guideline: Number(guideline) };
  return { question, by, a: side(a), b: side(b) };
}

/** "2026-03-01 to 2026-03-07 with 2026-03-08 to 2026-03-14"; "guideline 3 with guideline 4". */
export function comparisonName(plan: ReportRow["plan"]): string {
  const side = (value: unknown) => {
    if (typeof value !== "object" || value === null) return "?";
    const { from, to, guideline } = value as { from?: string; to?: string; guideline?: number };
    return guideline === undefined ? `${from ?? "?"} to ${to ?? "?"}` : `guideline ${String(guideline)}`;
  };
  return `${side(plan.a)} with ${side(plan.b)}`;
}

const NAMES: Record<ComparedCoefficient["name"], string> = {
  krippendorff_alpha: "Krippendorff’s alpha",
  percent_agreement: "Percent agreement",
  fleiss_kappa: "Fleiss’ kappa",
  gwet_ac1: "Gwet’s AC1",
};

export function coefficientName(name: ComparedCoefficient["name"]): string {
  return NAMES[name];
}

export function formatOf(name: ComparedCoefficient["name"]): NumberFormat {
  return name === "percent_agreement" ? asPercent : asDecimal;
}

/** The difference with its sign; in points where the coefficient is a percentage. */
export function signed(name: ComparedCoefficient["name"]): NumberFormat {
  return (value) => {
    const text = name === "percent_agreement" ? (value * 100).toFixed(1) : value.toFixed(2);
    const zero = Number(text) === 0;
    return zero ? text.replace("-", "") : `${value > 0 ? "+" : "−"}${text.replace("-", "")}`;
  };
}
