import { describe, expect, it } from "vitest";

import { splitAtMarks, takeFormulas, withoutMarks } from "./formulas";

const texOf = (text: string) => takeFormulas(text).formulas.map(({ tex }) => tex);

describe("formulas in a text", () => {
  it.each([
    ["$x_1$ and $y$", ["x_1", "y"]],
    ["\\(a\\) then \\[b\n= c\\]", ["a", "b\n= c"]],
    ["$$\n\\sum_i x_i\n$$", ["\n\\sum_i x_i\n"]],
    ["price \\$5, then $x$", ["x"]],
  ])("finds those of %j", (text, tex) => {
    expect(texOf(text)).toEqual(tex);
  });

  it.each([
    "It costs $5 and $10.",
    "between $5-$10 each",
    "`$x$` and ``$y$``",
    "```\n$x$\n```",
    "~~~tex\n\\[x\\]\n~~~\n",
    "an open $x",
    "an open \\(x",
    "two\n\nparagraphs $a\n\nb$",
    "\\\\(not one\\\\)",
    "$ x $",
  ])("finds none in %j", (text) => {
    expect(texOf(text)).toEqual([]);
  });

  it("gives the text back from its marks", () => {
    const text = "so $a$ and \\[b\\] and `$c$` and $$d$$";
    const { text: marked, formulas } = takeFormulas(text);
    expect(formulas).toHaveLength(3);
    expect(withoutMarks(marked, formulas)).toBe(text);
    expect(splitAtMarks(marked)).toContain(0);
  });

  it("takes a text that has marks of its own as it is", () => {
    expect(takeFormulas("\uE0000\uE001 $x$").formulas).toEqual([]);
  });

  it("takes no time over what is never closed", () => {
    const started = performance.now();
    for (const open of ["\\(", "\\[", "$x ", "`", "$$", "```\n"]) takeFormulas(open.repeat(60_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
