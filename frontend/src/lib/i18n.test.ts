import { afterEach, beforeEach, describe, expect, it } from "vitest";

import catalogue from "@/locales/ar.json";

import { locale, setWords, t } from "./i18n";
import { plural } from "./plural";

afterEach(() => {
  document.documentElement.lang = "en";
  setWords({});
});

describe("English", () => {
  it("is what stands in the code, filled", () => {
    expect(t("Hello, {name}", { name: "Ada" })).toBe("Hello, Ada");
    expect(plural(1, "{n} item", "{n} items")).toBe("1 item");
    expect(plural(0, "{n} item", "{n} items")).toBe("0 items");
    expect(locale()).toBeUndefined();
  });

  it("leaves a name in braces that nobody fills, and doesn't fill what was filled in", () => {
    expect(t("{a} and {b}", { a: "{b}" })).toBe("{b} and {b}");
  });
});

describe("Arabic", () => {
  beforeEach(() => {
    document.documentElement.lang = "ar";
    setWords(catalogue);
  });

  it("says what the catalogue says, and English where it has no word", () => {
    expect(t("Sign in")).toBe("تسجيل الدخول");
    expect(t("Hello, {name}", { name: "Ada" })).toBe("مرحبًا، Ada");
    expect(t("No such sentence")).toBe("No such sentence");
    expect(plural(2, "{n} such thing", "{n} such things")).toBe("2 such things");
  });

  it("has six forms for what is counted", () => {
    setWords({
      "{n} unsent": { zero: "صفر", one: "واحدة", two: "اثنتان", few: "{n} قليل", many: "{n} كثير", other: "{n} غير" },
    });
    const said = [0, 1, 2, 3, 11, 100].map((n) => plural(n, "{n} unsent", "{n} unsent"));
    expect(said.map((text) => text.replace(/^[\d٠-٩]+ /, ""))).toEqual([
      "صفر",
      "واحدة",
      "اثنتان",
      "قليل",
      "كثير",
      "غير",
    ]);
  });
});
