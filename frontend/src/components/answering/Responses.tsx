import type { ReactNode } from "react";

import type { Task } from "@/api/types";
import { OneSide, useChanges } from "@/components/markdown/Differences";
import { Markdown, Plain } from "@/components/markdown/Markdown";

import classes from "./Desk.module.css";
import type { View } from "./views";

type Props = { task: Pick<Task, "responses">; outcome: string | null; view?: View };

/** The responses side by side (below each other on a narrow screen), with the chosen one marked. */
export function Responses({ task, outcome, view = "rendered" }: Props) {
  const [first, second] = task.responses;
  const comparable = view === "differences" && task.responses.length === 2;
  const changes = useChanges(first?.text ?? "", second?.text ?? "", comparable);
  const content = (text: string, isFirst: boolean): ReactNode => {
    if (view === "rendered") return <Markdown text={text} />;
    if (comparable && changes) return <OneSide changes={changes} side={isFirst ? "before" : "after"} />;
    return <Plain text={text} />;
  };
  return (
    <>
      {view !== "rendered" && <p className={classes.view}>{said(view, comparable, changes === null)}</p>}
      <div className={classes.responses} data-count={Math.min(task.responses.length, 3)}>
        {task.responses.map((response) => (
          <section
            key={response.label}
            className={classes.response}
            aria-label={`Response ${response.label}`}
            data-chosen={outcome === response.label.toLowerCase() || undefined}
            data-bad={outcome === "both_bad" || undefined}
          >
            <h2 className={classes.label}>{task.responses.length === 1 ? "Response" : response.label}</h2>
            {content(response.text, response === first)}
          </section>
        ))}
      </div>
    </>
  );
}

function said(view: View, comparable: boolean, tooDifferent: boolean): string {
  if (view === "written" || !comparable) return "As it was written, before Markdown.";
  return tooDifferent
    ? "These responses have too little in common to mark their differences."
    : "Marked: words that only one of the two has.";
}
