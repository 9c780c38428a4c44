/**
 * The words of the screens. English stands in the code and is the message's id; another language is a catalogue that is
 * loaded only where it was chosen. The language is fixed while a page is open (choosing one loads the page again), so
 * that no component has to listen. `public/color-scheme.js` has set `<html lang dir>` before the first paint.
 */
type Params = Record<string, string | number>;
type Words = Record<string, string | Record<string, string>>;

export const LANGUAGE_KEY = "touchstone-language";

export let words: Words = {};

export const language = () => document.documentElement.lang || "en";

/** What Intl is given: English follows the browser's own region, as numbers and dates always did. */
export const locale = () => (language() === "en" ? undefined : language());

export const fill = (text: string, params: Params = {}) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** A sentence in the reader's language; English where the catalogue has none. */
export function t(text: string, params?: Params): string {
  const found = words[text];
  return fill(typeof found === "string" && found ? found : text, params);
}

/** Marks a sentence for the catalogue where it is written before the language is known; `t` says it later. */
export const msg = (text: string) => text;

export function setWords(catalogue: Words) {
  words = catalogue;
}

/** Before anything is drawn. Where the catalogue can't be had, English is better than an empty page. */
export async function loadWords() {
  if (language() !== "ar") return;
  try {
    words = (await import("@/locales/ar.json")).default;
  } catch {
    // The direction stays as it was chosen; a reload tries again.
  }
}
