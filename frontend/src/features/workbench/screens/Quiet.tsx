import { Group, Text } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { Logo } from "@/components/Logo";
import { ThemeToggle } from "@/components/ThemeToggle";

import classes from "./Quiet.module.css";

/** A page of the workbench that is not the desk: one column, nothing that distracts. */
export function Quiet({ project, title, children }: { project: string; title: string; children: ReactNode }) {
  useDocumentTitle(`${title} · ${project} · Touchstone`);
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <Group gap={10}>
          <Link to="/" className={classes.home} aria-label="Touchstone: your projects">
            <Logo size={22} />
          </Link>
          <Text span size="sm" fw={500}>
            {project}
          </Text>
        </Group>
        <ThemeToggle />
      </header>
      <main className={classes.column}>{children}</main>
    </div>
  );
}
