/** How a project stands to its due date, in sentences. */
import type { Overview } from "@/api/types";
import { day, span } from "@/lib/dates";
import { count, percent } from "@/lib/numbers";

const HOUR_MS = 3_600_000;

export type Due = NonNullable<Overview["due"]>;

/** Whether it will be in time; alarming only where the whole interval is late. */
export function standing(due: Due): string {
  const until = day(due.due_on);
  switch (due.verdict) {
    case "on_schedule":
      return `On schedule for ${until}`;
    case "late":
      return `Late for ${until} by about ${days(due.late_by ?? 0)}${range(due)}`;
    case "overdue":
      return `Was due on ${until}, ${days(due.late_by ?? 0)} ago`;
    case "open":
      return `Due on ${until}: may or may not be in time${lean(due)}`;
    case "unknown":
      return `Due on ${until}; not known yet whether it will be in time. ${due.reason ?? ""}`.trim();
  }
}

/** The probability to be done in time: never 0 or 100 %, which 500 drawn futures can't show. */
export function chance({ probability }: Pick<Due, "probability">): string | null {
  if (probability === null) return null;
  if (probability < 0.01) return "Less than 1 % likely to be done in time.";
  if (probability > 0.99) return "More than 99 % likely to be done in time.";
  return `${percent(probability, 0)} likely to be done in time.`;
}

/** What work it takes to be done in time, shared among the raters there are; null where that isn't known. */
export function help({ needed_per_day, hours }: Pick<Due, "needed_per_day" | "hours">, raters: number): string | null {
  if (needed_per_day === null) return null;
  const judgments = `In time takes ${count(Math.ceil(needed_per_day))} judgments on each day until then`;
  if (!hours || hours.value === null) return `${judgments}. How many hours that is isn’t known yet.`;
  const total =
    hours.low === null || hours.high === null
      ? `about ${time(hours.value)} of rating`
      : `${time(hours.value)} of rating (${time(hours.low)} to ${time(hours.high)})`;
  const team = raters > 1 ? `, or ${time(hours.value / raters)} from each of ${count(raters)} raters` : "";
  return `${judgments}: ${total}${team}.`;
}

function time(hours: number): string {
  return span(hours * HOUR_MS);
}

function days(n: number): string {
  return `${count(n)} ${n === 1 ? "day" : "days"}`;
}

function range({ late_low, late_high }: Due): string {
  if (late_low === null) return "";
  return late_high === null ? ` (${count(late_low)} or more)` : ` (${count(late_low)} to ${count(late_high)})`;
}

function lean({ late_by }: Due): string {
  if (late_by === null || late_by === 0) return "";
  return late_by > 0 ? `, about ${days(late_by)} late at this pace` : `, about ${days(-late_by)} early at this pace`;
}
