import { type ReactNode, memo } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

import { CopyButton } from "./CopyButton";
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

/** Markdown from people and models, rendered safely: no raw HTML, no remote images, links open elsewhere. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});
