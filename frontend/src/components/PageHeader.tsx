import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

type Props = {
  title: string;
  /** One line under the title. */
  text?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
};

/** A page's title; it also names the browser tab. */
export function PageHeader({ title, text, actions }: Props) {
  useDocumentTitle(`${title} · Touchstone`);
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="md">
      <Box>
        <Title order={1}>{title}</Title>
        {text && (
          <Text c="dimmed" mt={4} maw={720}>
            {text}
          </Text>
        )}
      </Box>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
