import type { Nodes } from "mdast";
import { memo, type ReactNode, useState } from "react";

import { count } from "@/lib/numbers";

import { prepareCode } from "./CodeBlock";
import { elementsOf } from "./elements";
import { typesetting } from "./Formula";
import classes from "./Markdown.module.css";
import { readMarkdown, whyPlain } from "./read";

/** Texts that were read lately, oldest first: the workbench has the next task's read before it is shown. */
const read = new Map<string, ReactNode>();
const KEPT = 40;

function contentOf(text: string, prepare: boolean): ReactNode {
  const known = read.get(text);
  if (known !== undefined) return known;
  const content = made(text, prepare);
  read.set(text, content);
  const [oldest] = read.keys();
  if (read.size > KEPT && oldest !== undefined) read.delete(oldest);
  return content;
}

function made(text: string, prepare: boolean): ReactNode {
  const reason = whyPlain(text);
  if (reason !== null) return <Plain text={text} reason={reason} />;
  const reading = readMarkdown(text);
  if (prepare) {
    if (reading.formulas.length > 0) typesetting.bring();
    prepareCodeIn(reading.root);
  }
  return elementsOf(reading);
}

function prepareCodeIn(node: Nodes) {
  if (node.type === "code") prepareCode(node.value, node.lang ?? null);
  else if ("children" in node) node.children.forEach(prepareCodeIn);
}

/** Read texts that will be shown soon, so that showing them takes no time. */
export function prepareMarkdown(texts: Iterable<string>) {
  for (const text of texts) void contentOf(text, true);
}

/** What a person can take in at once; laying out a million letters takes the browser seconds. */
const PAGE = 50_000;

/** A text as it was written, the first part of a very long one. */
export function Plain({ text, reason }: { text: string; reason?: string }) {
  const [shown, setShown] = useState(PAGE);
  const rest = text.length - shown;
  return (
    <>
      {reason && <p className={classes.why}>{reason}</p>}
      <pre className={classes.plain}>{text.slice(0, shown)}</pre>
      {rest > 0 && (
        <button
          type="button"
          className={classes.more}
          onClick={() => {
            setShown(shown + PAGE);
          }}
        >
          Show more ({count(rest)} characters follow)
        </button>
      )}
    </>
  );
}

/** Markdown from people and models, rendered safely: no raw HTML, no remote images, links open elsewhere. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      {contentOf(text, false)}
    </div>
  );
});
