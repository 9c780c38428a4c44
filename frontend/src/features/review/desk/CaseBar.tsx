import { Badge, Text } from "@mantine/core";
import { Link } from "react-router";

import type { OpenedCase } from "@/api/types";
import { ActionButton } from "@/components/answering/ActionButton";
import type { Action } from "@/components/answering/actions";
import classes from "@/components/answering/Desk.module.css";
import { Logo } from "@/components/Logo";
import { ThemeToggle } from "@/components/ThemeToggle";
import { relativeTime } from "@/lib/dates";

import { REASONS } from "../filters";

type Props = { project: number; name: string; shown: OpenedCase; done: number; actions: Action[] };

/** Where the reviewer is, why this case is here, and everything that can be done beside answering. */
export function CaseBar({ project, name, shown, done, actions }: Props) {
  const find = (id: string) => actions.find((action) => action.id === id);
  return (
    <header className={classes.bar}>
      <div className={classes.where}>
        <Link to={`/projects/${String(project)}/review`} className={classes.home} aria-label="To the queue of reviews">
          <Logo size={22} />
        </Link>
        <Text span fw={600} size="sm" className={classes.project}>
          {name}
        </Text>
        <Badge variant="light" color="gold">
          {REASONS[shown.reason]}
        </Badge>
        <Text span size="sm" c="dimmed" className={classes.progress}>
          {shown.external_id} · opened {relativeTime(shown.opened_at)}
          {done > 0 ? ` · ${String(done)} settled now` : ""}
        </Text>
      </div>
      <nav className={classes.tools} aria-label="Case">
        <ActionButton action={find("undo")} label="Undo" />
        <ActionButton action={find("send-back")} label="Send back" />
        <ActionButton action={find("dismiss")} label="Dismiss" />
        <ActionButton action={find("put-back")} label="Put back" />
        <ActionButton action={find("guideline")} />
        <ActionButton action={find("help")} label="Keys" />
        <ThemeToggle />
      </nav>
    </header>
  );
}
