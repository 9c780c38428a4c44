/**
 * From Markdown's tree to elements. Each kind of node has its line here and nothing else becomes an element, so there is
 * nothing to sanitise: raw HTML is text, an address is http, https or mailto or it is text, and nothing is fetched.
 */
import type { AlignType, FootnoteDefinition, List, Nodes, Parents, Root, Table, TableRow } from "mdast";
import { cloneElement, createElement, Fragment, isValidElement, type ReactNode } from "react";

import { CodeBlock } from "./CodeBlock";
import { Formula } from "./Formula";
import { splitAtMarks, withoutMarks } from "./formulas";
import classes from "./Markdown.module.css";
import type { Reading } from "./read";

interface Context extends Reading {
  addresses: Map<string, string>;
  notes: Map<string, FootnoteDefinition>;
  /** Footnotes in the order in which the text refers to them. */
  used: string[];
  tight: boolean;
}

/** All of a text as elements, its footnotes at the end. */
export function elementsOf(reading: Reading): ReactNode {
  const context: Context = { ...reading, addresses: new Map(), notes: new Map(), used: [], tight: false };
  collect(reading.root, context);
  const body = children(reading.root, context);
  return context.used.length === 0 ? (
    body
  ) : (
    <>
      {body}
      <section className={classes.notes} aria-label="Footnotes">
        <ol>{notes(context)}</ol>
      </section>
    </>
  );
}

/** Definitions may stand behind what refers to them. */
function collect(node: Root | Parents, context: Context) {
  for (const child of node.children) {
    if (child.type === "definition") context.addresses.set(child.identifier, child.url);
    else if (child.type === "footnoteDefinition") context.notes.set(child.identifier, child);
    else if ("children" in child) collect(child, context);
  }
}

/** A note may refer to further notes, which then follow it. */
function notes(context: Context): ReactNode[] {
  const shown: ReactNode[] = [];
  for (let index = 0; index < context.used.length; index += 1) {
    const note = context.notes.get(context.used[index] ?? "");
    if (note) shown.push(<li key={index}>{children(note, context)}</li>);
  }
  return shown;
}

function children(node: Parents, context: Context): ReactNode[] {
  return node.children.map((child, index) => keyed(element(child, context), index));
}

/** With a key of its own. Not all in fragments: each would be one more thing to render when a task is shown. */
function keyed(node: ReactNode, key: number): ReactNode {
  if (isValidElement(node)) return cloneElement(node, { key });
  return Array.isArray(node) ? <Fragment key={key}>{node}</Fragment> : node;
}

function element(node: Nodes, context: Context): ReactNode {
  switch (node.type) {
    case "text":
      return textOf(node.value, context);
    case "html":
      return <span className={classes.html}>{withoutMarks(node.value, context.formulas)}</span>;
    case "paragraph":
      return context.tight ? children(node, context) : <p>{children(node, context)}</p>;
    case "heading":
      // The page's own headings come first: a response's begin two levels below.
      return createElement(
        `h${String(Math.min(node.depth + 2, 6))}`,
        { "data-depth": node.depth },
        children(node, context),
      );
    case "emphasis":
      return <em>{children(node, context)}</em>;
    case "strong":
      return <strong>{children(node, context)}</strong>;
    case "delete":
      return <del>{children(node, context)}</del>;
    case "inlineCode":
      return <code dir="ltr">{withoutMarks(node.value, context.formulas)}</code>;
    case "code":
      return <CodeBlock code={withoutMarks(node.value, context.formulas)} language={node.lang ?? null} />;
    case "break":
      return <br />;
    case "thematicBreak":
      return <hr />;
    case "blockquote":
      return <blockquote>{children(node, { ...context, tight: false })}</blockquote>;
    case "list":
      return list(node, context);
    case "listItem":
      return listItem(node.checked, children(node, context));
    case "table":
      return table(node, context);
    case "link":
      return link(node.url, children(node, context), context);
    case "linkReference": {
      const url = context.addresses.get(node.identifier);
      return url === undefined ? children(node, context) : link(url, children(node, context), context);
    }
    case "image":
      return image(node.url, node.alt, context);
    case "imageReference":
      return image(context.addresses.get(node.identifier) ?? "", node.alt, context);
    case "footnoteReference":
      return reference(node.identifier, context);
    default:
      // Definitions show nothing themselves; a kind unknown here shows the text that it holds.
      return "children" in node && node.type !== "footnoteDefinition" ? children(node, context) : null;
  }
}

function textOf(value: string, { formulas }: Context): ReactNode {
  if (formulas.length === 0) return value;
  return splitAtMarks(value).map((part, index) => {
    if (typeof part === "string") return part;
    const formula = formulas[part];
    return formula ? <Formula key={index} formula={formula} /> : null;
  });
}

function list(node: List, context: Context): ReactNode {
  const tight = node.spread !== true && node.children.every((item) => item.spread !== true);
  const items = children(node, { ...context, tight });
  return node.ordered ? <ol start={node.start ?? 1}>{items}</ol> : <ul>{items}</ul>;
}

function listItem(checked: boolean | null | undefined, content: ReactNode): ReactNode {
  if (typeof checked !== "boolean") return <li>{content}</li>;
  return (
    <li className={classes.task}>
      <span role="img" aria-label={checked ? "done" : "to do"}>
        {checked ? "☑" : "☐"}
      </span>{" "}
      {content}
    </li>
  );
}

function table(node: Table, context: Context): ReactNode {
  const [head, ...rows] = node.children;
  if (!head) return null;
  return (
    <div className={classes.table} tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>{row(head, "th", node.align ?? [], context)}</thead>
        <tbody>{rows.map((one, index) => keyed(row(one, "td", node.align ?? [], context), index))}</tbody>
      </table>
    </div>
  );
}

function row(node: TableRow, Cell: "th" | "td", align: AlignType[], context: Context): ReactNode {
  return (
    <tr>
      {node.children.map((cell, index) => (
        <Cell key={index} data-align={align[index] ?? undefined} scope={Cell === "th" ? "col" : undefined}>
          {children(cell, context)}
        </Cell>
      ))}
    </tr>
  );
}

/** The address if a reader may safely go there. */
function safe(url: string, { formulas }: Context): string | null {
  const whole = withoutMarks(url, formulas);
  return /^(?:https?:\/\/|mailto:)/i.test(whole) ? whole : null;
}

function link(url: string, content: ReactNode, context: Context): ReactNode {
  const href = safe(url, context);
  if (href === null) return <span title={withoutMarks(url, context.formulas)}>{content}</span>;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

function image(url: string, alt: string | null | undefined, context: Context): ReactNode {
  const described = alt?.trim() ? withoutMarks(alt, context.formulas) : "no description";
  const href = safe(url, context);
  return (
    <span className={classes.image}>
      [image: {described}
      {href !== null && (
        <>
          {" · "}
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            open link
          </a>
        </>
      )}
      ]
    </span>
  );
}

/** A footnote's number. No anchor: the same note may be on the page twice, in both responses. */
function reference(identifier: string, context: Context): ReactNode {
  if (!context.notes.has(identifier)) return `[^${identifier}]`;
  if (!context.used.includes(identifier)) context.used.push(identifier);
  return <sup>{context.used.indexOf(identifier) + 1}</sup>;
}
