import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
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
});
