import { Group, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { t } from "@/lib/i18n";

import classes from "./Frontispiece.module.css";
import { Logo } from "./Logo";

/** The page of somebody who is not inside yet: the product's name, and one card. */
export function Frontispiece({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <main className={classes.column}>
        <Group gap={12} mb="xl">
          <Logo size={38} />
          <div>
            <Text className={classes.name}>Touchstone</Text>
            <Text size="sm" c="dimmed">
              {t("Human judgments, and how far to trust them")}
            </Text>
          </div>
        </Group>
        <Paper withBorder p="xl" className={classes.card}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {text && (
            <Text c="dimmed" mt={6}>
              {text}
            </Text>
          )}
          <div className={classes.body}>{children}</div>
        </Paper>
      </main>
    </div>
  );
}
