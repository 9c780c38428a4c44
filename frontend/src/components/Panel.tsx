import { Group, Paper, type PaperProps, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface PanelProps extends PaperProps {
  title?: string;
  /** One line under the title. */
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A surface that holds one thing, named by its heading. */
export function Panel({ title, hint, actions, children, ...paper }: PanelProps) {
  const id = useId();
  return (
    <Paper
      withBorder
      p="lg"
      bg="var(--ts-surface)"
      component="section"
      aria-labelledby={title ? id : undefined}
      {...paper}
    >
      {title ? (
        <Group justify="space-between" align="flex-start" mb="md" gap="md" wrap="nowrap">
          <div>
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
            {hint ? (
              <Text size="sm" c="dimmed" maw={680}>
                {hint}
              </Text>
            ) : null}
          </div>
          {actions ? (
            <Group gap="xs" wrap="nowrap">
              {actions}
            </Group>
          ) : null}
        </Group>
      ) : null}
      {children}
    </Paper>
  );
}
