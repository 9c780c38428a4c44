/**
 * Brings the catalogues of src/locales up to date with the t(), msg() and plural() calls of the code.
 * `--check` changes nothing, and fails where one is missing, unused, untranslated or has other placeholders.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

const CHECK = process.argv.includes("--check");
const SOURCES = "src";
const CATALOGUES = "src/locales";

/** English id → whether it counts. */
const messages = new Map();
const faults = [];

for (const file of readdirSync(SOURCES, { recursive: true })) {
  if (!/\.tsx?$/.test(file) || /\.test\.tsx?$|\.d\.ts$|lib[\\/](i18n|plural)\.ts$/.test(file)) continue;
  const path = join(SOURCES, file);
  const text = readFileSync(path, "utf8");
  if (!/from "(@\/lib|\.)\/(i18n|plural)"/.test(text)) continue;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  visit(source, path, source);
}

function visit(node, path, source) {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const called = node.expression.text;
    if (called === "t" || called === "msg") add(node.arguments[0], false, called === "t");
    if (called === "plural") add(node.arguments[2], true, false);
  }
  ts.forEachChild(node, (child) => {
    visit(child, path, source);
  });

  function add(argument, counts, mayVary) {
    if (argument && ts.isStringLiteralLike(argument)) messages.set(argument.text, counts);
    else if (argument && mayVary && !joins(argument))
      return; // A marked one, that is said later.
    else {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      faults.push(`${path}:${String(line + 1)}: a message must be one plain text, with {names} for what varies`);
    }
  }
}

/** `a ${b}` or a + b: what is said would be no message. */
function joins(node) {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken;
  return ts.isTemplateExpression(node);
}

const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(" ");

function faultOf(id, counts, said, categories) {
  if (!counts) {
    if (typeof said !== "string" || !said) return "is not translated";
    return placeholders(said) === placeholders(id) ? null : "has other placeholders";
  }
  if (typeof said !== "object") return "needs its forms";
  const gap = categories.find((category) => !said[category]);
  if (gap) return `has no form for "${gap}"`;
  // One and two may be said without their number.
  const wanted = placeholders(id).split(" ");
  const odd = categories.some((category) => {
    const own = placeholders(said[category]).split(" ").filter(Boolean);
    const needed = wanted.filter((name) => name !== "{n}" || !["zero", "one", "two"].includes(category));
    return own.some((name) => !wanted.includes(name)) || needed.some((name) => name && !own.includes(name));
  });
  return odd ? "has other placeholders" : null;
}

for (const name of readdirSync(CATALOGUES).filter((file) => file.endsWith(".json"))) {
  const path = join(CATALOGUES, name);
  const old = JSON.parse(readFileSync(path, "utf8"));
  const categories = new Intl.PluralRules(name.replace(".json", "")).resolvedOptions().pluralCategories;
  const blank = Object.fromEntries(categories.map((category) => [category, ""]));
  const now = {};
  for (const [id, counts] of [...messages].sort(([a], [b]) => (a < b ? -1 : 1))) {
    now[id] = old[id] ?? (counts ? blank : "");
    const fault = faultOf(id, counts, now[id], categories);
    if (fault) faults.push(`${path}: "${id}" ${fault}`);
  }
  for (const id of Object.keys(old)) if (!messages.has(id)) faults.push(`${path}: "${id}" is in no source`);
  if (!CHECK) writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
if (CHECK && faults.length > 0) process.exitCode = 1;
