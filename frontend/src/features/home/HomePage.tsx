import { Button, Container, Stack } from "@mantine/core";
import { IconPlus, IconSeedling } from "@tabler/icons-react";
import { Link } from "react-router";

import { projectsAs, useMe } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import { t } from "@/lib/i18n";

import { LeadProjects } from "./LeadProjects";
import { RaterProjects } from "./RaterProjects";

/** My projects: what I can work on, and what I lead. */
export function HomePage() {
  const me = useMe().data;
  if (!me) return null;
  const leads = projectsAs(me, ["lead", "reviewer"]);
  const rates = me.memberships.filter((membership) => membership.role === "rater");
  const mayCreate = me.abilities.create_project;
  return (
    <Container size="lg" py="xl">
      <PageHeader
        title={me.name ? t("Hello, {name}", { name: me.name }) : t("Your projects")}
        actions={
          mayCreate && (
            <Button component={Link} to="/projects/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t("New project")}
            </Button>
          )
        }
      />
      {leads.length === 0 && rates.length === 0 ? (
        <EmptyState
          icon={<IconSeedling />}
          title={t("No projects yet")}
          text={
            mayCreate
              ? t(
                  "Start with a preset: it brings questions and a guideline that you can change. Then import items and invite raters.",
                )
              : t("You join a project by its invitation link. Ask the person who runs the study to send you one.")
          }
          action={
            mayCreate && (
              <Button component={Link} to="/projects/new">
                {t("Create the first project")}
              </Button>
            )
          }
        />
      ) : (
        <Stack gap={40}>
          {rates.length > 0 && <RaterProjects memberships={rates} />}
          {leads.length > 0 && <LeadProjects projects={leads} />}
        </Stack>
      )}
    </Container>
  );
}
