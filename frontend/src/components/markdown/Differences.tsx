import type { Change } from "diff";
import type { ReactNode } from "react";

import { Fetched, useFetched } from "./fetched";
import classes from "./Markdown.module.css";

const comparing = new Fetched(() => import("diff"));

/** Very different long texts take longer than anybody waits, and their differences tell nothing. */
const LONGEST_MS = 400;

/** What was compared lately. */
const compared = new Map<string, Change[] | null>();
const KEPT = 20;

/** The words that changed from `before` to `after`; undefined on the way, null where the texts have too little in common. */
export function useChanges(before: string, after: string, wanted: boolean): Change[] | null | undefined {
  const diff = useFetched(comparing, wanted);
  if (!diff) return undefined;
  const key = `${String(before.length)}:${before}${after}`;
  let changes = compared.get(key);
  if (changes === undefined) {
    changes = diff.diffWordsWithSpace(before, after, { timeout: LONGEST_MS }) ?? null;
    compared.set(key, changes);
    const [oldest] = compared.keys();
    if (compared.size > KEPT && oldest !== undefined) compared.delete(oldest);
  }
  return changes;
}

/** One of two texts with the words marked that the other doesn't have. */
export function OneSide({ changes, side }: { changes: Change[]; side: "before" | "after" }) {
  return (
    <pre className={classes.plain}>
      {changes.map(({ value, added, removed }, index): ReactNode => {
        if (!added && !removed) return value;
        const here = side === "before" ? removed : added;
        return here ? <mark key={index}>{value}</mark> : null;
      })}
    </pre>
  );
}

/** A text's changes in one: what went struck through, what came underlined. */
export function BothSides({ changes }: { changes: Change[] }) {
  return (
    <pre className={classes.plain}>
      {changes.map(({ value, added, removed }, index): ReactNode => {
        if (added) return <ins key={index}>{value}</ins>;
        return removed ? <del key={index}>{value}</del> : value;
      })}
    </pre>
  );
}
