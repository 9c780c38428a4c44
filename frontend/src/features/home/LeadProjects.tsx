import { Anchor, Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { ProjectBrief } from "@/api/types";
import { StateBadge } from "@/components/StateBadge";
import { msg, t } from "@/lib/i18n";

import classes from "./HomePage.module.css";

const PRESETS: Record<string, string> = {
  pairwise: msg("Pairwise comparison"),
  likert: msg("Likert ratings"),
  ranking: msg("Ranking"),
  safety: msg("Safety"),
};

/** The projects that I run. */
export function LeadProjects({ projects }: { projects: ProjectBrief[] }) {
  return (
    <section aria-labelledby="lead-projects">
      <Title order={2} id="lead-projects" mb="md">
        {t("Projects you lead")}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {projects.map((project) => (
          <Paper key={project.id} withBorder p="md" className={classes.card}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Anchor component={Link} to={`/projects/${String(project.id)}`} className={classes.title}>
                {project.name}
              </Anchor>
              <StateBadge state={project.state} />
            </Group>
            <Text size="sm" c="dimmed" mt={4}>
              {t(PRESETS[project.preset] ?? project.preset)}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </section>
  );
}
