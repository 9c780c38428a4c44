import { Button, Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { client, unwrap } from "@/api/client";
import type { MyMembership, Workbench } from "@/api/types";
import { count } from "@/lib/numbers";
import { msg, t } from "@/lib/i18n";

import classes from "./HomePage.module.css";

const NOT_ACTIVE: Record<string, string> = {
  draft: msg("Not open for work yet. The lead will start it."),
  paused: msg("Resting: the lead has paused this project."),
  closed: msg("Finished. Thank you for your work."),
};

function WorkCard({ membership }: { membership: MyMembership }) {
  const { project } = membership;
  const open = project.state === "active" && (membership.state === "active" || membership.state === "training");
  const work = useQuery({
    queryKey: ["work", project.id],
    queryFn: () =>
      unwrap<Workbench>(
        client.GET("/api/v1/projects/{project_id}/work/", { params: { path: { project_id: project.id } } }),
      ),
    enabled: open,
  });
  const progress = work.data?.progress;
  const shift = work.data?.shift;
  // What the rater holds is left to do as well; the server counts it apart.
  const left = progress?.remaining == null ? null : progress.remaining + (work.data?.held.length ?? 0);
  const finished = left === 0;
  return (
    <Paper withBorder p="lg" className={classes.work}>
      <Title order={3}>{project.name}</Title>
      {membership.state === "paused" ? (
        <Text size="sm">
          {membership.state_reason
            ? t("Your work here is paused: {reason} A lead can resume it; please write to them.", {
                reason: membership.state_reason,
              })
            : t("Your work here is paused. A lead can resume it; please write to them.")}
        </Text>
      ) : !open ? (
        <Text size="sm" c="dimmed">
          {t(NOT_ACTIVE[project.state] ?? msg("You can't work here at the moment."))}
        </Text>
      ) : work.isError ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("Your progress can't be shown: {reason}", { reason: work.error.message })}
        </Text>
      ) : (
        <Text size="sm" c="dimmed" mih={22}>
          {progress &&
            [
              t("{today} done today", { today: count(progress.done_today) }),
              t("{total} in all", { total: count(progress.done_total) }),
              ...(left === null ? [] : [t("at most {left} left for you", { left: count(left) })]),
            ].join(" · ")}
        </Text>
      )}
      {open && (
        <Group mt="auto">
          <Button component={Link} to={`/work/${String(project.id)}`} variant={finished ? "default" : "filled"}>
            {shift ? t("Go on working") : finished ? t("Look again") : t("Start work")}
          </Button>
          {shift?.on_break && (
            <Text size="sm" c="dimmed">
              {t("You are on a break.")}
            </Text>
          )}
        </Group>
      )}
    </Paper>
  );
}

/** The projects that I rate for, with my progress and the way in. */
export function RaterProjects({ memberships }: { memberships: MyMembership[] }) {
  return (
    <section aria-labelledby="rater-projects">
      <Title order={2} id="rater-projects" mb="md">
        {t("Your work")}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {memberships.map((membership) => (
          <WorkCard key={membership.id} membership={membership} />
        ))}
      </SimpleGrid>
    </section>
  );
}
