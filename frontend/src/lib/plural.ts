/** What counts, apart from `i18n`: the first load of a rater counts nothing in sentences. */
import { fill, language, locale, words } from "./i18n";

/** A sentence that counts `n` things: English for one and for many, any number of forms elsewhere. */
export function plural(n: number, one: string, other: string): string {
  const forms = words[other];
  const form = typeof forms === "object" ? forms[new Intl.PluralRules(language()).select(n)] || forms.other : undefined;
  return fill(form ?? (n === 1 ? one : other), { n: new Intl.NumberFormat(locale()).format(n) });
}
