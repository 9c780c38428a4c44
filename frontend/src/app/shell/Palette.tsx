import { ActionIcon } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import {
  IconApi,
  IconClock,
  IconFolder,
  IconHome,
  IconMoon,
  IconPencil,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { useLocation, useNavigate } from "react-router";

import { useSavePreferences } from "@/api/preferences";
import { projectsAs, useMe } from "@/api/session";
import { t } from "@/lib/i18n";

import { PAGES } from "./pages";

const SIZE = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Every page and project by a few letters of its name: Ctrl K, or the button. */
export function Palette() {
  const me = useMe().data;
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const save = useSavePreferences(); // The button beside it follows the account.
  const projects = projectsAs(me, ["lead", "reviewer"]);
  const here = projects.find((project) => String(project.id) === /^\/projects\/(\d+)/.exec(pathname)?.[1]);
  const work = projectsAs(me, ["rater"]);
  const to = (path: string) => () => void navigate(path);

  const groups: SpotlightActionGroupData[] = [
    ...(here
      ? [
          {
            group: here.name,
            actions: PAGES.flatMap(({ pages }) => pages).map(({ path, label, icon: Icon }) => ({
              id: `page-${path}`,
              label: t(label),
              leftSection: <Icon {...SIZE} />,
              onClick: to(`/projects/${String(here.id)}${path && `/${path}`}`),
            })),
          },
        ]
      : []),
    {
      group: t("Your work"),
      actions: work.map(({ id, name }) => ({
        id: `work-${String(id)}`,
        label: name,
        leftSection: <IconPencil {...SIZE} />,
        onClick: to(`/work/${String(id)}`),
      })),
    },
    {
      group: t("Projects"),
      actions: [
        ...projects
          .filter((project) => project !== here)
          .map(({ id, name }) => ({
            id: `project-${String(id)}`,
            label: name,
            leftSection: <IconFolder {...SIZE} />,
            onClick: to(`/projects/${String(id)}`),
          })),
        ...(me?.abilities.create_project
          ? [{ id: "new", label: t("New project"), leftSection: <IconPlus {...SIZE} />, onClick: to("/projects/new") }]
          : []),
      ],
    },
    {
      group: "Touchstone",
      actions: [
        { id: "home", label: t("Your projects"), leftSection: <IconHome {...SIZE} />, onClick: to("/") },
        { id: "account", label: t("Account"), leftSection: <IconUser {...SIZE} />, onClick: to("/account") },
        { id: "times", label: t("My times"), leftSection: <IconClock {...SIZE} />, onClick: to("/times") },
        {
          id: "api",
          label: t("API documentation"),
          leftSection: <IconApi {...SIZE} />,
          onClick: () => {
            window.location.assign("/api/v1/docs/");
          },
        },
        {
          id: "light",
          label: t("Light theme"),
          leftSection: <IconSun {...SIZE} />,
          onClick: () => {
            save.mutate({ theme: "light" });
          },
        },
        {
          id: "dark",
          label: t("Dark theme"),
          leftSection: <IconMoon {...SIZE} />,
          onClick: () => {
            save.mutate({ theme: "dark" });
          },
        },
      ],
    },
  ];
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("Go to a page or project (Ctrl K)")}
        title={t("Go to a page or project (Ctrl K)")}
        onClick={spotlight.open}
      >
        <IconSearch size={19} aria-hidden />
      </ActionIcon>
      <Spotlight
        actions={groups.filter(({ actions }) => actions.length > 0)}
        shortcut="mod + K"
        attributes={{ content: { "aria-label": t("Go to a page or project") } }}
        nothingFound={t("Nothing is called so")}
        searchProps={{
          placeholder: t("Go to a page or project"),
          "aria-label": t("Go to a page or project"),
          leftSection: <IconSearch {...SIZE} />,
        }}
        scrollable
        maxHeight="60vh"
        highlightQuery
      />
    </>
  );
}
