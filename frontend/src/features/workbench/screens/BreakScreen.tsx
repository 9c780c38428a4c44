import { Button, Kbd, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect, useState } from "react";

import type { Shift } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { clock } from "@/lib/dates";
import { msg, t } from "@/lib/i18n";

import { useBreak } from "../queries";
import classes from "./BreakScreen.module.css";

type Props = { project: number; shift: Shift; pause: NonNullable<Shift["on_break"]> };

const IDEAS = [
  msg("Look into the distance, stand up, drink something."),
  msg("Roll your shoulders, walk a few steps, let your eyes rest on something far away."),
  msg("Open a window, stretch, drink a glass of water."),
];

/** Rest: nothing to read, nothing to decide, and no hurry. */
export function BreakScreen({ project, shift, pause }: Props) {
  useDocumentTitle(`${t("On a break")} · Touchstone`);
  const { end } = useBreak(project);
  const [now, setNow] = useState(() => Date.now());
  const { mutate, isPending } = end;
  const start = new Date(pause.started_at).getTime();
  const ends = pause.minutes > 0 ? start + pause.minutes * 60_000 : null;
  const left = ends === null ? 0 : ends - now;
  const held = pause.required && left > 0;

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
      if (held || event.repeat || isPending || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.code === "KeyB" || (event.code === "Enter" && !pressed)) mutate(shift.id);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, [mutate, isPending, held, shift.id]);

  return (
    <main className={classes.page}>
      <div className={classes.breath} aria-hidden />
      <Title order={1} className={classes.title}>
        {t("You are on a break")}
      </Title>
      <Text className={classes.text}>
        {t(IDEAS[shift.id % IDEAS.length] ?? "")} {t("Your place is kept.")}
      </Text>
      {pause.reason && <Text className={classes.reason}>{pause.reason}</Text>}
      {ends === null ? (
        <Text className={classes.clock} role="timer" aria-label={t("Time on this break")}>
          {clock(now - start)}
        </Text>
      ) : (
        <Text
          className={classes.clock}
          role="timer"
          aria-label={left > 0 ? t("Left of this break") : t("Break is over")}
        >
          {left > 0 ? clock(left + 999) : t("You are back in form. Whenever you like.")}
        </Text>
      )}
      {held && (
        <Text className={classes.text} size="sm" id="break-held">
          {t("This break goes on for the whole time: it is part of the work.")}
        </Text>
      )}
      {end.isError && <ErrorNotice title={t("The break did not end")} error={end.error} />}
      <Button
        size="md"
        variant="default"
        loading={isPending}
        disabled={held}
        aria-describedby={held ? "break-held" : undefined}
        onClick={() => {
          mutate(shift.id);
        }}
        rightSection={<Kbd size="xs">B</Kbd>}
        aria-keyshortcuts="B"
      >
        {t("Go on working")}
      </Button>
    </main>
  );
}
