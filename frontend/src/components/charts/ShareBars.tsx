import { percent } from "@/lib/numbers";

import "./charts.css";

import classes from "./ShareBars.module.css";

export interface Share {
  key: string;
  name: string;
  n: number;
  share: number;
}

/** Shares of a whole as one bar each, from a common zero, with count and percent in words. */
export function ShareBars({ shares }: { shares: readonly Share[] }) {
  const most = Math.max(...shares.map((one) => one.share), 0.01);
  return (
    <dl className={classes.bars}>
      {shares.map((one) => (
        <div key={one.key} className={classes.row}>
          <dt className={classes.name}>{one.name}</dt>
          <dd className={classes.rest}>
            <span className={classes.track} aria-hidden="true">
              <span className={classes.bar} style={{ width: `${String((one.share / most) * 100)}%` }} />
            </span>
            <span className={classes.figures}>
              {percent(one.share, 1)} <span className={classes.n}>{one.n.toLocaleString()}</span>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
