import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { Link, useLocation } from "react-router";

import { projectsAs, useMe } from "@/api/session";
import { t } from "@/lib/i18n";

import classes from "./Shell.module.css";

/** The lead's projects; shown only to people who have some or may make one. */
export function ProjectSwitcher() {
  const me = useMe().data;
  const { pathname } = useLocation();
  const projects = projectsAs(me, ["lead", "reviewer"]);
  const mayCreate = me?.abilities.create_project ?? false;
  if (projects.length === 0 && !mayCreate) return null;
  const here = Number(/^\/projects\/(\d+)/.exec(pathname)?.[1]);
  const current = projects.find((project) => project.id === here);
  return (
    <Menu position="bottom-start" width={280} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          maw={320}
          classNames={{ label: classes.project }}
          title={current?.name}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          visibleFrom="xs"
        >
          {current?.name ?? t("Projects")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
        {projects.map((project) => (
          <Menu.Item
            key={project.id}
            component={Link}
            to={`/projects/${String(project.id)}`}
            aria-current={project.id === here ? "page" : undefined}
            fw={project.id === here ? 600 : undefined}
          >
            {project.name}
          </Menu.Item>
        ))}
        {mayCreate && projects.length > 0 && <Menu.Divider />}
        {mayCreate && (
          <Menu.Item component={Link} to="/projects/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("New project")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
