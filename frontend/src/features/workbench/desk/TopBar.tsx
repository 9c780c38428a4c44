import { Text } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { Link } from "react-router";

import type { Workbench } from "@/api/types";
import { Logo } from "@/components/Logo";
import { ThemeToggle } from "@/components/ThemeToggle";
import { count } from "@/lib/numbers";

import type { Action } from "@/components/answering/actions";
import type { OutboxState } from "../outbox/outbox";
import { ActionButton } from "@/components/answering/ActionButton";
import classes from "@/components/answering/Desk.module.css";

type Props = {
  work: Workbench;
  actions: Action[];
  waiting: OutboxState;
  /** Judgments that are done but not sent yet. */
  fresh: number;
  /** Tasks still to do, or null when very many are. */
  left: number | null;
};

/** Where I am, whether all is saved, and the way out. */
export function TopBar({ work, actions, waiting, fresh, left }: Props) {
  const { done_today } = work.progress;
  const find = (id: string) => actions.find((action) => action.id === id);
  return (
    <header className={classes.bar}>
      <div className={classes.where}>
        <Link to="/" className={classes.home} aria-label="Touchstone: your projects">
          <Logo size={22} />
        </Link>
        <Text span fw={600} size="sm" className={classes.project}>
          {work.project.name}
        </Text>
        <Text span size="sm" c="dimmed" className={classes.progress}>
          {count(done_today + fresh)} done today{left !== null && ` · at most ${count(left)} left`}
        </Text>
        <SaveStatus waiting={waiting} />
      </div>
      <nav className={classes.tools} aria-label="Shift">
        <ActionButton action={find("undo")} label="Undo" />
        <ActionButton action={find("recent")} label="Last ten" />
        <ActionButton action={find("flag")} label="Flag" />
        <ActionButton action={find("guideline")} />
        <ActionButton action={find("view")} label="View" />
        <ActionButton action={find("text-size")} />
        <ActionButton action={find("break")} label="Break" />
        <ActionButton action={find("end")} label="End" showKey={false} />
        <ActionButton action={find("help")} label="Keys" />
        <ThemeToggle />
      </nav>
    </header>
  );
}

/** "All saved", "3 unsent", "Offline". */
function SaveStatus({ waiting }: { waiting: OutboxState }) {
  const { online } = useNetwork();
  const unsent = waiting.entries.filter((entry) => entry.state === "waiting").length;
  const refused = waiting.entries.filter((entry) => entry.state === "refused").length;
  const offline = !online || (waiting.connection === "offline" && unsent > 0);
  const parts = [
    ...(offline ? ["Offline"] : []),
    ...(waiting.connection === "signed-out" && unsent > 0 ? ["Signed out"] : []),
    ...(unsent > 0 ? [`${String(unsent)} unsent`] : []),
    ...(refused > 0 ? [`${String(refused)} refused`] : []),
  ];
  const calm = parts.length === 0;
  return (
    <span className={classes.saved} data-calm={calm} role="status" aria-live="polite">
      {calm ? "All saved" : parts.join(" · ")}
    </span>
  );
}
