/** Shaping of a day for its timeline: tracks of marks on one clock. */

interface TenMinutes {
  starts_at: string;
  judgments: number;
  active_s: number;
  pace: number | null;
  passed?: number;
  missed?: number;
}

export interface TimelineShift {
  id: number;
  started_at: string;
  ended_at: string | null;
  last_seen_at?: string;
  breaks: { started_at: string; ended_at: string | null; suggested: boolean }[];
  ten_minutes: TenMinutes[];
  reports: { at: string; fresh: number }[];
  freshness?: { at: string; freshness: number; reason: string }[];
  alarms?: { at: string; what: string }[];
}

export const BUCKET_MS = 600_000;
/** Twice as fast as usual is the top of the pace track, half as fast its bottom. */
const PACE_RANGE = 1;

/** Where a pace stands on its track from 0 to 1: usual in the middle, on a logarithmic scale. */
export function paceHeight(pace: number): number {
  return Math.min(1, Math.max(0, 0.5 + Math.log2(pace) / (2 * PACE_RANGE)));
}

/** "1.4 times as fast as usual", "as fast as usual", "0.7 times as fast as usual". */
export function paceText(pace: number | null): string {
  if (pace === null) return "pace unknown";
  if (Math.abs(pace - 1) < 0.05) return "as fast as usual";
  return `${pace.toFixed(1)} times as fast as usual`;
}

/** When the shift ended, or until when it was seen. */
export function endOf(shift: TimelineShift): Date {
  const last = shift.ten_minutes.at(-1)?.starts_at;
  const known = [shift.ended_at ?? shift.last_seen_at ?? shift.started_at, ...(last ? [last] : [])];
  return new Date(Math.max(...known.map((at) => new Date(at).getTime())));
}

export interface TimelineRow extends TenMinutes {
  key: string;
  freshness: number | null;
}

/** One row per ten minutes, with the last freshness known by their end: the table that stands for the picture. */
export function timelineRows(shifts: readonly TimelineShift[]): TimelineRow[] {
  return shifts.flatMap((shift) =>
    shift.ten_minutes.map((part) => {
      const until = new Date(part.starts_at).getTime() + BUCKET_MS;
      const known = (shift.freshness ?? []).filter((point) => new Date(point.at).getTime() < until).at(-1);
      return { ...part, key: `${String(shift.id)}:${part.starts_at}`, freshness: known?.freshness ?? null };
    }),
  );
}
