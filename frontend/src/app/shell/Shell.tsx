import { AppShell, Group, Text } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { Link, Outlet } from "react-router";

import { Logo } from "@/components/Logo";

import { AccountMenu } from "./AccountMenu";
import { Palette } from "./Palette";
import { ProjectSwitcher } from "./ProjectSwitcher";
import classes from "./Shell.module.css";
import { ThemeToggle } from "@/components/ThemeToggle";
import { t } from "@/lib/i18n";

/** The frame around every page but the workbench, which has its own to lose no space. */
export function Shell() {
  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <Notifications position="bottom-center" />
      <a className="ts-skip-link" href="#main">
        {t("Skip to the content")}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="lg" justify="space-between" wrap="nowrap">
          <Group gap="lg" wrap="nowrap">
            <Link to="/" className={classes.brand} aria-label={t("Touchstone: your projects")}>
              <Logo />
              <Text span className={classes.name}>
                Touchstone
              </Text>
            </Link>
            <ProjectSwitcher />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Palette />
            <ThemeToggle />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
