/** Choosing a language. Apart from `i18n`, because work needs no choice: the first load of a rater stays small. */
import { language, LANGUAGE_KEY } from "./i18n";

/** Each by its own name, for whoever can't read the others. A new one: see docs/TRANSLATING.md. */
export const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "ar", label: "العربية" },
];

/** Kept in this browser, and drawn from the start. Answers on their way are in the browser's storage and stay there. */
export function chooseLanguage(value: string) {
  if (value === language()) return;
  try {
    window.localStorage.setItem(LANGUAGE_KEY, value);
  } catch {
    return; // A blocked storage would forget it at once.
  }
  window.location.reload();
}
