import type { OwnTime } from "@/api/types";

/** What the shifts that began on one day came to. */
export interface Day {
  /** "2026-03-12", of the person's own time zone. */
  date: string;
  shifts: number;
  minutes: number;
  activeMinutes: number;
  judgments: number;
}

/** The days on which shifts began, in the order of the shifts. `dateOf` gives the day of an instant. */
export function days(shifts: readonly OwnTime[], dateOf: (iso: string) => string = localDate): Day[] {
  const found = new Map<string, Day>();
  for (const shift of shifts) {
    const date = dateOf(shift.started_at);
    const day = found.get(date) ?? { date, shifts: 0, minutes: 0, activeMinutes: 0, judgments: 0 };
    found.set(date, {
      date,
      shifts: day.shifts + 1,
      minutes: day.minutes + shift.minutes,
      activeMinutes: day.activeMinutes + shift.active_minutes,
      judgments: day.judgments + shift.judgments,
    });
  }
  return [...found.values()];
}

function localDate(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
