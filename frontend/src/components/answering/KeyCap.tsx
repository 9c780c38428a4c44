import type { ReactNode } from "react";

import classes from "./Desk.module.css";

/** A key as it looks on the keyboard. */
export function KeyCap({ children }: { children: ReactNode }) {
  return <kbd className={classes.cap}>{children}</kbd>;
}
