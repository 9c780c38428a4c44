import type { ElementContent } from "hast";
import type { ReactNode } from "react";

import { CopyButton } from "../CopyButton";
import { Fetched, useFetched } from "./fetched";
import classes from "./Markdown.module.css";

const highlighting = new Fetched(async () => {
  const { common, createLowlight } = await import("lowlight");
  return createLowlight(common);
});
type Lowlight = NonNullable<typeof highlighting.now>;

/** Longer code is shown without colours: finding them takes longer than a frame. */
const LONGEST = 20_000;

/** A block of code with its language's colours, a button that copies it, and room to scroll sideways. */
export function CodeBlock({ code, language }: { code: string; language: string | null }) {
  const lowlight = useFetched(highlighting, language !== null && code.length <= LONGEST);
  return (
    <div className={classes.code} dir="ltr">
      <div className={classes.copy}>
        <span className={classes.language}>{language}</span>
        <CopyButton text={code} />
      </div>
      {/* Scrolls sideways, so it must be reachable by keyboard. */}
      <pre tabIndex={0} role="group" aria-label={language ? `Code, ${language}` : "Code"}>
        <code>{language !== null && lowlight?.registered(language) ? colours(lowlight, language, code) : code}</code>
      </pre>
    </div>
  );
}

/** What was coloured lately, oldest first. */
const coloured = new Map<string, ReactNode>();
const KEPT = 60;

function colours(lowlight: Lowlight, language: string, code: string): ReactNode {
  const key = `${language}\n${code}`;
  const known = coloured.get(key);
  if (known !== undefined) return known;
  const found = lowlight.highlight(language, code).children.map((node, index) => token(node as ElementContent, index));
  coloured.set(key, found);
  const [oldest] = coloured.keys();
  if (coloured.size > KEPT && oldest !== undefined) coloured.delete(oldest);
  return found;
}

/** Colours code that will be shown soon, where the colours are there already. */
export function prepareCode(code: string, language: string | null) {
  const lowlight = highlighting.now;
  if (language !== null && code.length <= LONGEST && lowlight?.registered(language))
    void colours(lowlight, language, code);
}

function token(node: ElementContent, key: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const names = Array.isArray(node.properties.className) ? node.properties.className.join(" ") : undefined;
  return (
    <span key={key} className={names}>
      {node.children.map(token)}
    </span>
  );
}
