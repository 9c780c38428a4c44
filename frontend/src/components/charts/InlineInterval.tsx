import { asPercent, type Interval, intervalText, type NumberFormat } from "./intervals";

import "./charts.css";

import classes from "./InlineInterval.module.css";

interface InlineIntervalProps {
  estimate: Interval;
  /** Says what it is, for those who can't see it: "Gold accuracy". */
  label: string;
  range?: readonly [number, number];
  reference?: number;
  format?: NumberFormat;
  flagged?: boolean;
  width?: number | string;
}

/** An interval small enough for a table cell, on a scale that all rows share. */
export function InlineInterval({
  estimate,
  label,
  range = [0, 1],
  reference,
  format = asPercent,
  flagged = false,
  width = 104,
}: InlineIntervalProps) {
  const place = (value: number): string => {
    const share = (value - range[0]) / (range[1] - range[0]);
    return `${String(Math.min(1, Math.max(0, share)) * 100)}%`;
  };
  const { value, low, high } = estimate;
  return (
    <div
      className={classes.frame}
      dir="ltr"
      style={{ width }}
      data-flagged={flagged || undefined}
      role="img"
      aria-label={`${label}: ${intervalText(estimate, format)}`}
    >
      <div className={classes.scale}>
        <div className={classes.line} />
        {reference !== undefined ? <div className={classes.reference} style={{ left: place(reference) }} /> : null}
        {value !== null && low !== null && high !== null ? (
          <div className={classes.whisker} style={{ left: place(low), right: `calc(100% - ${place(high)})` }} />
        ) : null}
        {value !== null ? <div className={classes.dot} style={{ left: place(value) }} /> : null}
      </div>
    </div>
  );
}
