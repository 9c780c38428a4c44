import type { Estimate } from "@/api/types";
import { asDecimal, intervalText } from "@/components/charts/intervals";

import "@/components/charts/charts.css";

import classes from "./ReadingScale.module.css";

// Krippendorff (2019): rely on 0.8 and above, draw tentative conclusions from 0.667.
const TENTATIVE = 0.667;
const RELIABLE = 0.8;

/** The alpha on the scale by which it is read: below 0.667, up to 0.8, above. */
export function ReadingScale({ estimate }: { estimate: Estimate }) {
  const least = Math.min(0, estimate.low ?? 0, estimate.value ?? 0);
  const place = (value: number) => `${String(((Math.min(1, value) - least) / (1 - least)) * 100)}%`;
  const { value, low, high } = estimate;
  return (
    <div className={classes.scale} role="img" aria-label={`Alpha ${intervalText(estimate, asDecimal)} on a scale to 1`}>
      <div className={classes.track}>
        <div className={classes.low} style={{ insetInlineStart: 0, width: place(TENTATIVE) }} />
        <div
          className={classes.middle}
          style={{ insetInlineStart: place(TENTATIVE), insetInlineEnd: `calc(100% - ${place(RELIABLE)})` }}
        />
        <div className={classes.high} style={{ insetInlineStart: place(RELIABLE), insetInlineEnd: 0 }} />
        {value !== null && low !== null && high !== null ? (
          <div
            className={classes.whisker}
            style={{ insetInlineStart: place(low), insetInlineEnd: `calc(100% - ${place(high)})` }}
          />
        ) : null}
        {value !== null ? <div className={classes.dot} style={{ insetInlineStart: place(value) }} /> : null}
      </div>
      <div className={classes.ticks}>
        <span style={{ insetInlineStart: 0 }}>{asDecimal(least)}</span>
        <span style={{ insetInlineStart: place(TENTATIVE) }}>0.667</span>
        <span style={{ insetInlineStart: place(RELIABLE) }}>0.8</span>
        <span style={{ insetInlineStart: "100%" }}>1</span>
      </div>
    </div>
  );
}
