import { Button, Kbd, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { Workbench } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { count } from "@/lib/numbers";

import type { OutboxState } from "../outbox/outbox";
import { useStartShift } from "../queries";
import { Figures } from "./Figures";
import { FeedbackLink } from "./FeedbackLink";
import { Quiet } from "./Quiet";
import classes from "./Quiet.module.css";
import { Unsent } from "./Unsent";

/** The way into a shift. */
export function StartScreen({ work, waiting }: { work: Workbench; waiting: OutboxState }) {
  const start = useStartShift(work.project.id);
  const { done_today, done_total } = work.progress;
  const remaining = work.progress.remaining === null ? null : work.progress.remaining + work.held.length;
  const figures: [string, string][] = [
    ["Done today", count(done_today)],
    ["Done in all", count(done_total)],
  ];
  if (remaining !== null && !work.training) figures.push(["Left for you, at most", count(remaining)]);
  return (
    <Quiet project={work.project.name} title="Start">
      <Title order={1}>{work.project.name}</Title>
      {work.project.description && (
        <Text c="dimmed" mt={6}>
          {work.project.description}
        </Text>
      )}
      <Figures figures={figures} />
      <Unsent state={waiting} />
      {work.training ? (
        <Text mb="lg">
          You start with a short training: {work.training.required} tasks with a known answer, which you see after each.{" "}
          {work.training.needed} of them open the real work. It counts as work time.
        </Text>
      ) : remaining === 0 ? (
        <Text mb="lg">There is nothing to judge for you right now. You can look again later; new items may come.</Text>
      ) : (
        <Text mb="lg">
          Everything works from the keyboard: press <Kbd>?</Kbd> at any time to see the keys. Your answers are kept in
          this browser until they are saved, also when the connection is lost. Rest whenever you like.
        </Text>
      )}
      {start.isError && <ErrorNotice title="The shift did not start" error={start.error} />}
      <div className={classes.foot}>
        <Button
          size="md"
          loading={start.isPending}
          disabled={!work.abilities.start_shift}
          data-autofocus
          onClick={() => {
            start.mutate();
          }}
        >
          Start shift
        </Button>
        <Button size="md" variant="default" component={Link} to="/">
          Back to your projects
        </Button>
        <FeedbackLink work={work} />
      </div>
    </Quiet>
  );
}
