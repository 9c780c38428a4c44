/**
 * Finds formulas before Markdown does, which would take their underscores for emphasis and their `\[` for an escape.
 *
 * Delimiters are those that models write: `$$…$$`, `\[…\]`, `\(…\)` and `$…$`, the last by Pandoc's rule, so that "$5 and
 * $10" stays money: no space inside the dollars, no digit behind the second. Code is left alone. One pass, linear in the
 * text, whatever is left open.
 */

export interface Formula {
  tex: string;
  /** As it was written, delimiters included: what is shown where it is no formula, or none that can be set. */
  source: string;
  /** On a line of its own. */
  display: boolean;
}

const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARK = /\uE000(\d+)\uE001/g;

/** Longer ones are shown as they are written. */
const LONGEST = 4000;
const MOST = 400;

const DELIMITERS: { opening: string; closing: string; display: boolean }[] = [
  { opening: "$$", closing: "$$", display: true },
  { opening: "\\[", closing: "\\]", display: true },
  { opening: "\\(", closing: "\\)", display: false },
];

/** Returns the text with a mark for each formula, and the formulas in the marks' order. */
export function takeFormulas(text: string): { text: string; formulas: Formula[] } {
  const formulas: Formula[] = [];
  if (!/[$\\]/.test(text) || text.includes(OPEN) || text.includes(CLOSE)) return { text, formulas };
  const find = finder(text);
  const interesting = /[$\\`~]/g;
  let marked = "";
  let done = 0;
  for (let match = interesting.exec(text); match; match = interesting.exec(text)) {
    const at = match.index;
    const code = codeEnd(text, at, find);
    if (code !== null) {
      interesting.lastIndex = code;
      continue;
    }
    const formula = formulas.length < MOST ? formulaAt(text, at, find) : null;
    if (formula) {
      marked += `${text.slice(done, at)}${OPEN}${String(formulas.length)}${CLOSE}`;
      formulas.push(formula);
      done = at + formula.source.length;
      interesting.lastIndex = done;
    } else if (text[at] === "\\") {
      interesting.lastIndex = at + 2; // an escaped character opens nothing
    }
  }
  return { text: marked + text.slice(done), formulas };
}

/** Splits a text at its marks: plain parts, and the numbers of formulas. */
export function splitAtMarks(text: string): (string | number)[] {
  if (!text.includes(OPEN)) return [text];
  return text
    .split(MARK)
    .map((part, index) => (index % 2 ? Number(part) : part))
    .filter((part) => part !== "");
}

/** Puts formulas back as they were written, where no formula can be shown: in code and in addresses. */
export function withoutMarks(text: string, formulas: Formula[]): string {
  return text.includes(OPEN) ? text.replace(MARK, (_, index: string) => formulas[Number(index)]?.source ?? "") : text;
}

type Find = (needle: string, from: number) => number;

/** `indexOf` that doesn't look twice for what is not there: a thousand open brackets cost one search. */
function finder(text: string): Find {
  const missing = new Map<string, number>();
  return (needle, from) => {
    if (from >= (missing.get(needle) ?? Infinity)) return -1;
    const found = text.indexOf(needle, from);
    if (found < 0) missing.set(needle, from);
    return found;
  };
}

/** Where the code that begins at `at` ends, or null where none does. */
function codeEnd(text: string, at: number, find: Find): number | null {
  const mark = text[at];
  if (mark !== "`" && mark !== "~") return null;
  let length = 1;
  while (text[at + length] === mark) length += 1;
  const run = mark.repeat(Math.min(length, 100));
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const fence = length >= 3 && text.slice(lineStart, at).trim() === "";
  if (fence) {
    const end = find(`\n${run}`, at + length);
    return end < 0 ? text.length : end + 1 + length;
  }
  if (mark === "~") return at + length;
  const end = find(run, at + length);
  return end < 0 ? at + length : end + length;
}

function formulaAt(text: string, at: number, find: Find): Formula | null {
  for (const { opening, closing, display } of DELIMITERS) {
    if (!text.startsWith(opening, at)) continue;
    const end = find(closing, at + opening.length);
    if (end < 0) return null;
    return formula(text, at, at + opening.length, end, end + closing.length, display);
  }
  return text[at] === "$" ? dollars(text, at, find) : null;
}

function dollars(text: string, at: number, find: Find): Formula | null {
  if (/[\s$]/.test(text[at + 1] ?? " ")) return null;
  let end = find("$", at + 1);
  while (end > 0 && text[end - 1] === "\\") end = find("$", end + 1);
  if (end < 0 || /\s/.test(text[end - 1] ?? "") || /[\d$]/.test(text[end + 1] ?? "")) return null;
  return formula(text, at, at + 1, end, end + 1, false);
}

function formula(text: string, at: number, from: number, to: number, end: number, display: boolean): Formula | null {
  const tex = text.slice(from, to);
  const blank = tex.trim() === "" || /\n\s*\n/.test(tex);
  return blank || tex.length > LONGEST ? null : { tex, source: text.slice(at, end), display };
}
