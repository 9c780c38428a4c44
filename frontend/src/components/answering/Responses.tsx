import type { Task } from "@/api/types";
import { Markdown } from "@/components/markdown/Markdown";

import classes from "./Desk.module.css";

/** The responses side by side (below each other on a narrow screen), with the chosen one marked. */
export function Responses({ task, outcome }: { task: Pick<Task, "responses">; outcome: string | null }) {
  return (
    <div className={classes.responses} data-count={Math.min(task.responses.length, 3)}>
      {task.responses.map(({ label, text }) => (
        <section
          key={label}
          className={classes.response}
          aria-label={`Response ${label}`}
          data-chosen={outcome === label.toLowerCase() || undefined}
          data-bad={outcome === "both_bad" || undefined}
        >
          <h2 className={classes.label}>{task.responses.length === 1 ? "Response" : label}</h2>
          <Markdown text={text} />
        </section>
      ))}
    </div>
  );
}
