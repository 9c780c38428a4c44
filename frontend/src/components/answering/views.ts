/** How responses are shown: as Markdown, as they were written, or with what only one of two has marked. */
const VIEWS = ["rendered", "written", "differences"] as const;
export type View = (typeof VIEWS)[number];

/** The view after this one; differences are for two responses. */
export function nextView(view: View, responses: number): View {
  const views = VIEWS.filter((one) => one !== "differences" || responses === 2);
  return views[(views.indexOf(view) + 1) % views.length] ?? "rendered";
}
