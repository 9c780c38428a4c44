import type { Message, Task } from "@/api/types";
import { Markdown } from "@/components/markdown/Markdown";

import classes from "./Desk.module.css";

const ROLES: Record<string, string> = { system: "System", user: "User", assistant: "Assistant" };

function Turn({ message, name }: { message: Message; name?: string }) {
  return (
    <div className={classes.turn} data-role={message.role}>
      <span className={classes.role}>{name ?? ROLES[message.role] ?? message.role}</span>
      <Markdown text={message.content} />
    </div>
  );
}

/** What the responses answer: a prompt, or a conversation whose earlier turns are folded. */
export function Conversation({ task }: { task: Pick<Task, "prompt" | "messages"> }) {
  const messages = task.messages?.length ? task.messages : [{ role: "user", content: task.prompt }];
  const last = messages.at(-1);
  const earlier = messages.slice(0, -1);
  return (
    <section className={classes.prompt} aria-label="Prompt">
      {earlier.length > 0 && (
        <details className={classes.earlier}>
          <summary>
            {earlier.length} earlier {earlier.length === 1 ? "turn" : "turns"}
          </summary>
          {earlier.map((message, index) => (
            <Turn key={index} message={message} />
          ))}
        </details>
      )}
      {last && <Turn message={last} name={earlier.length === 0 ? "Prompt" : undefined} />}
    </section>
  );
}
