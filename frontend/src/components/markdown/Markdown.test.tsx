import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { Markdown } from "./Markdown";

function show(text: string): HTMLElement {
  return render(
    <MantineProvider>
      <Markdown text={text} />
    </MantineProvider>,
  ).container;
}

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<iframe src='https://example.org'></iframe>",
  "<svg><script>alert(1)</script></svg>",
  "<style>body { display: none }</style>",
  "[click](javascript:alert(1))",
  "[click](data:text/html,<script>alert(1)</script>)",
  "[click](vbscript:msgbox)",
  "![x](javascript:alert(1))",
  '<a href="javascript:alert(1)">x</a>',
  "<form action='https://example.org'><input name=q></form>",
  "<https://example.org/&quot; onmouseover=alert(1)>",
];

describe("markdown", () => {
  it.each(HOSTILE)("renders %s inertly", (text) => {
    const shown = show(text);
    expect(shown.querySelector(".markdown script, iframe, img, svg script, form, object, embed")).toBeNull();
    expect(shown.querySelector("img, iframe, form, script")).toBeNull();
    for (const element of shown.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) expect(name.startsWith("on")).toBe(false);
    }
    for (const link of shown.querySelectorAll("a")) {
      expect(link.getAttribute("href") ?? "").not.toMatch(/^(javascript|data|vbscript):/i);
    }
  });

  it("loads no image from elsewhere, but says that there is one", () => {
    const shown = show("![A cat](https://example.org/cat.png)");
    expect(shown.querySelector("img")).toBeNull();
    expect(shown).toHaveTextContent("image: A cat");
    expect(shown.querySelector("a")).toHaveAttribute("href", "https://example.org/cat.png");
  });

  it("opens links elsewhere, without telling where they were clicked", () => {
    const link = show("[docs](https://example.org/docs)").querySelector("a");
    expect(link).toHaveAttribute("target", "_blank");
    expect(link?.getAttribute("rel")).toContain("noopener");
  });

  it("renders tables and code, with a button that copies the code", () => {
    const shown = show("| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint('x')\n```");
    expect(shown.querySelectorAll("td")).toHaveLength(2);
    expect(shown.querySelector("pre")).toHaveTextContent("print('x')");
    expect(shown).toHaveTextContent("Copy");
  });

  it("shows raw HTML as it was written: a rater judges what the model wrote", () => {
    expect(show("a <b>bold</b> word")).toHaveTextContent("a <b>bold</b> word");
  });

  it("leads nowhere with an address that is not on the web", () => {
    const shown = show("[home](/account) [file](file:///etc/passwd) [mail](mailto:a@example.org)");
    expect([...shown.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual(["mailto:a@example.org"]);
    expect(shown).toHaveTextContent("home file mail");
  });

  it("numbers footnotes and shows them at the end", () => {
    const shown = show("One[^b] and two[^a] and none[^c].\n\n[^a]: First\n[^b]: Second");
    expect(shown.querySelector("p")).toHaveTextContent("One1 and two2 and none[^c].");
    expect([...shown.querySelectorAll("section li")].map((note) => note.textContent)).toEqual(["Second", "First"]);
  });

  it("keeps a tight list tight, and a task's state", () => {
    const shown = show("- [x] done\n- [ ] open\n\ntext\n\n1. a\n\n2. b");
    expect(shown.querySelectorAll("ul p")).toHaveLength(0);
    expect(shown.querySelectorAll("ol p")).toHaveLength(2);
    expect(screen.getByRole("img", { name: "done" })).toBeInTheDocument();
  });

  it("sets formulas, for eyes and for screen readers", async () => {
    const shown = show("Euler: $e^{i\\pi} = -1$, and \\[x_1 + x_2\\]");
    await waitFor(() => {
      expect(shown.querySelectorAll("math")).toHaveLength(2);
    });
    expect(screen.getByRole("group", { name: "Formula" })).toBeInTheDocument();
  });

  it.each([
    ["a command unknown", "$\\nosuchcommand{x}$"],
    ["macros without end", "$\\def\\a{\\a\\a}\\a$"],
    ["a link", "$\\href{javascript:alert(1)}{x}$"],
    ["nesting without end", `$${"{".repeat(1900)}x${"}".repeat(1900)}$`],
  ])("shows a formula with %s without failing", async (_, text) => {
    const shown = show(`before ${text} after`);
    await waitFor(() => {
      expect(shown.querySelector("[title], math")).not.toBeNull();
    });
    expect(shown.querySelector("a, [href]")).toBeNull();
    expect(shown.querySelector("p")).toHaveTextContent(/^before .* after$/);
  });

  it("colours code of a known language", async () => {
    const shown = show("```python\ndef f(): return 1\n```");
    await waitFor(() => {
      expect(shown.querySelector(".hljs-keyword")).toHaveTextContent("def");
    });
    expect(shown.querySelector("code")?.textContent).toBe("def f(): return 1");
  });

  it.each([
    ["quotes", ">".repeat(5000)],
    ["lists", "- ".repeat(5000)],
    ["brackets", "[".repeat(20_000) + "]".repeat(20_000)],
    ["references", "[a]".repeat(8000)],
    ["links", "[a](".repeat(8000)],
    ["comments", "a " + "<!--".repeat(20_000)],
    ["emphasis", "*".repeat(4000) + "a" + "*".repeat(4000)],
  ])("doesn't work on %s without end, and says so", (_, text) => {
    const started = performance.now();
    expect(show(text)).toHaveTextContent("shown as it was written");
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it("takes a long line of dashes for the rule that it is, and not for nesting", () => {
    const shown = show(`before\n\n${"-".repeat(80)}\n\n${"*".repeat(60)}\n\n**after**`);
    expect(shown.querySelectorAll("hr")).toHaveLength(2);
    expect(shown.querySelector("strong")).toHaveTextContent("after");
  });

  it("reads a list that goes deeper with each line in a moment", () => {
    const deeper = Array.from({ length: 420 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n");
    const started = performance.now();
    show(deeper);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it("shows a very long text part by part", async () => {
    const shown = show("x".repeat(120_000));
    expect(shown.querySelector("pre")?.textContent).toHaveLength(50_000);
    await userEvent.click(screen.getByRole("button", { name: /Show more \(70,000/ }));
    await userEvent.click(screen.getByRole("button", { name: /Show more/ }));
    expect(shown.querySelector("pre")?.textContent).toHaveLength(120_000);
    expect(screen.queryByRole("button", { name: /Show more/ })).toBeNull();
  });
});
