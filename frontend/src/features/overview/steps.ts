/** Where each next step is done. */
const PATHS: [pattern: RegExp, path: string][] = [
  [/qualify/, "/settings"],
  [/import|item|gold/, "/imports"],
  [/invite|rater|wait/, "/raters"],
  [/activate|guideline|state|resume|publish/, "/settings"],
  [/report|agreement/, "/agreement"],
  [/export/, "/exports"],
];

/** The page, below the project, on which the step named `key` is done; the settings when the key is new to us. */
export function stepPath(key: string): string {
  return PATHS.find(([pattern]) => pattern.test(key))?.[1] ?? "/settings";
}
