import { Anchor, Paper, Text, ThemeIcon, Title } from "@mantine/core";
import { Link } from "react-router";

import type { Overview } from "@/api/types";

import { stepPath } from "./steps";

import classes from "./NextSteps.module.css";

/** What the project still needs, first things first. Nothing when nothing is missing. */
export function NextSteps({ projectId, steps }: { projectId: number; steps: Overview["next_steps"] }) {
  // A missing worker has its own warning above, which says more.
  const shown = steps.filter((step) => step.key !== "start_worker");
  if (shown.length === 0) return null;
  return (
    <Paper withBorder p="lg" bg="var(--ts-surface)" component="section" aria-labelledby="next-steps">
      <Title order={2} size="h4" id="next-steps" mb="sm">
        Next steps
      </Title>
      <ol className={classes.steps}>
        {shown.map((step, index) => (
          <li key={step.key} className={classes.step}>
            <ThemeIcon variant={index === 0 ? "filled" : "light"} radius="xl" size={26} aria-hidden>
              {index + 1}
            </ThemeIcon>
            <div>
              <Anchor component={Link} to={`/projects/${String(projectId)}${stepPath(step.key)}`} fw={600}>
                {step.title}
              </Anchor>
              <Text size="sm" c="dimmed">
                {step.text}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Paper>
  );
}
