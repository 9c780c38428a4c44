import { useLayoutEffect, useRef } from "react";

import { Fetched, useFetched } from "./fetched";
import type { Formula as Found } from "./formulas";
import classes from "./Markdown.module.css";

/** What sets formulas; a text without any does without. */
export const typesetting = new Fetched(async () => {
  const [{ default: katex }] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  return katex;
});
type Katex = NonNullable<typeof typesetting.now>;

// A model's formula is hostile like all it writes: no links or files, bounded macros and sizes.
const OPTIONS = { trust: false, strict: "ignore", maxExpand: 200, maxSize: 20, throwOnError: true } as const;

/** One formula; as it was written until it can be set, and where it can't. */
export function Formula({ formula }: { formula: Found }) {
  const place = useRef<HTMLSpanElement>(null);
  const katex = useFetched(typesetting, true);
  useLayoutEffect(() => {
    if (katex && place.current) set(katex, formula, place.current);
  }, [formula, katex]);
  return (
    <span
      ref={place}
      className={formula.display ? classes.display : classes.formula}
      dir="ltr"
      // Too wide for its column it scrolls, so it must be reachable by keyboard.
      tabIndex={formula.display ? 0 : undefined}
      role={formula.display ? "group" : undefined}
      aria-label={formula.display ? "Formula" : undefined}
    >
      {formula.source}
    </span>
  );
}

/** Sets the formula into `place`. KaTeX builds nodes, no HTML, so that our policy on inline styles has nothing to stop. */
function set(katex: Katex, { tex, source, display }: Found, place: HTMLElement) {
  const box = document.createElement("span");
  try {
    katex.render(tex, box, { ...OPTIONS, displayMode: display });
  } catch (error) {
    // Whatever it is that can't be set: a page must not fall over what a model wrote, so the source is shown, with why.
    box.textContent = source;
    box.title = error instanceof katex.ParseError ? error.rawMessage : "This formula can’t be set.";
    box.className = classes.unset ?? "";
  }
  place.replaceChildren(box);
}
