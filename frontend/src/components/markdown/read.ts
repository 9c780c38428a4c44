import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

import { type Formula, takeFormulas } from "./formulas";

export interface Reading {
  root: Root;
  formulas: Formula[];
}

// What takes Markdown seconds where usual texts take milliseconds, as measured: its cost grows with the square of what is
// opened in one paragraph, and nesting can use up the stack. Such a text is shown as it was written.
const LONGEST = 100_000;
const MOST_LINES = 4000;
const NESTED = /^[ \t]*(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+){24}/m;
const RUN = /[*_~`]{200}|\[{60}|\]{60}/;
const MOST_OPENED = 800;

/** Why a text is shown as it was written instead of as Markdown, or null where it isn't. */
export function whyPlain(text: string): string | null {
  const { lines, opened } = count(text);
  if (text.length > LONGEST || lines > MOST_LINES) return "Too long for Markdown, so it is shown as it was written.";
  if (opened > MOST_OPENED || NESTED.test(text) || RUN.test(text)) {
    return "Nested too deeply for Markdown, so it is shown as it was written.";
  }
  return null;
}

/** How many lines there are, and how many brackets open in the paragraph that has most of them. */
function count(text: string): { lines: number; opened: number } {
  let lines = 1;
  let opened = 0;
  let here = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === "\n") {
      lines += 1;
      if (text[at + 1] === "\n") here = 0;
    } else if (letter === "[" || letter === "<") {
      here += 1;
      opened = Math.max(opened, here);
    }
  }
  return { lines, opened };
}

/** Reads CommonMark with tables, task lists, strikethrough, footnotes, bare links and formulas. */
export function readMarkdown(text: string): Reading {
  const { text: marked, formulas } = takeFormulas(text);
  const root = fromMarkdown(marked, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return { root, formulas };
}
