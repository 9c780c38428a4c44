import { memo, type ReactElement, type ReactNode } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";

import { CopyButton } from "./CopyButton";
import { readGfm } from "./gfm";
import classes from "./Markdown.module.css";

type Node = NonNullable<ExtraProps["node"]>;

function plainText(node: Node["children"][number] | Node): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => plainText(child as Node)).join("") : "";
}

function CodeBlock({ children, node }: { children?: ReactNode } & ExtraProps) {
  return (
    <div className={classes.code}>
      <div className={classes.copy}>
        <CopyButton text={node ? plainText(node) : ""} />
      </div>
      {/* Scrolls sideways, so it must be reachable by keyboard. */}
      <pre tabIndex={0}>{children}</pre>
    </div>
  );
}

// Model output is hostile: raw HTML is dropped, what remains is sanitised, and nothing is fetched from elsewhere.
const components: Components = {
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt, src }) => (
    <span className={classes.image}>
      [image: {alt?.trim() ? alt : "no description"}
      {typeof src === "string" && /^https?:/i.test(src) && (
        <>
          {" · "}
          <a href={src} target="_blank" rel="noopener noreferrer nofollow">
            open link
          </a>
        </>
      )}
      ]
    </span>
  ),
  pre: CodeBlock,
  table: ({ children }) => (
    <div className={classes.table} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
};

/** Texts that were read lately, oldest first: the workbench has the next task's read before it is shown. */
const read = new Map<string, ReactElement>();
const KEPT = 40;

function readText(text: string): ReactElement {
  const known = read.get(text);
  if (known) return known;
  const found = ReactMarkdown({
    children: text,
    remarkPlugins: [readGfm],
    rehypePlugins: [rehypeSanitize],
    components,
    skipHtml: true,
  });
  read.set(text, found);
  const [oldest] = read.keys();
  if (read.size > KEPT && oldest !== undefined) read.delete(oldest);
  return found;
}

/** Read texts that will be shown soon, so that showing them takes no time. */
export function prepareMarkdown(texts: Iterable<string>) {
  for (const text of texts) readText(text);
}

/** Markdown from people and models, rendered safely: no raw HTML, no remote images, links open elsewhere. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      {readText(text)}
    </div>
  );
});
