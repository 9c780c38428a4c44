import type { OwnTime } from "@/api/types";

/** What a time came to, of one shift or of several. */
export type Worked = Pick<OwnTime, "minutes" | "active_minutes" | "judgments">;

/** What the shifts that began on one day came to. */
export interface Day extends Worked {
  /** "2026-03-12", of the person's own time zone. */
  date: string;
  shifts: number;
}

/**
 * The days on which `shifts` began, in their order, the latest first. While not `all` shifts are there, the earliest day
 * is left out: more of it may follow. `dateOf` gives the day of an instant.
 */
export function days(shifts: readonly OwnTime[], all: boolean, dateOf: (iso: string) => string = localDate): Day[] {
  const found = new Map<string, Day>();
  for (const shift of shifts) {
    const date = dateOf(shift.started_at);
    const day = found.get(date) ?? { date, shifts: 0, minutes: 0, active_minutes: 0, judgments: 0 };
    found.set(date, {
      date,
      shifts: day.shifts + 1,
      minutes: day.minutes + shift.minutes,
      active_minutes: day.active_minutes + shift.active_minutes,
      judgments: day.judgments + shift.judgments,
    });
  }
  return [...found.values()].slice(0, all ? undefined : -1);
}

function localDate(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
