import { Button, Kbd, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect, useState } from "react";

import type { Shift } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { clock } from "@/lib/dates";

import { useBreak } from "../queries";
import classes from "./BreakScreen.module.css";

type Props = { project: number; shift: Shift; since: string };

/** Rest: nothing to read, nothing to decide, and no hurry. */
export function BreakScreen({ project, shift, since }: Props) {
  useDocumentTitle("On a break · Touchstone");
  const { end } = useBreak(project);
  const [now, setNow] = useState(() => Date.now());
  const { mutate, isPending } = end;

  useEffect(() => {
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const pressed = event.target instanceof HTMLElement && event.target.closest("button, a");
      if (event.repeat || isPending || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.code === "KeyB" || (event.code === "Enter" && !pressed)) mutate(shift.id);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, [mutate, isPending, shift.id]);

  return (
    <main className={classes.page}>
      <div className={classes.breath} aria-hidden />
      <Title order={1} className={classes.title}>
        You are on a break
      </Title>
      <Text className={classes.text}>Look into the distance, stand up, drink something. Your place is kept.</Text>
      <Text className={classes.clock} role="timer" aria-label="Time on this break">
        {clock(now - new Date(since).getTime())}
      </Text>
      {end.isError && <ErrorNotice title="The break did not end" error={end.error} />}
      <Button
        size="md"
        variant="default"
        loading={isPending}
        onClick={() => {
          mutate(shift.id);
        }}
        rightSection={<Kbd size="xs">B</Kbd>}
        aria-keyshortcuts="B"
      >
        Go on working
      </Button>
    </main>
  );
}
