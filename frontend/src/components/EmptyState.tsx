import { Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = {
  icon?: ReactNode;
  title: string;
  /** What to do next, in a sentence. */
  text: ReactNode;
  action?: ReactNode;
  /** 1 where the empty state is the whole page. */
  level?: 1 | 2;
};

/** A list that is empty says why, and what to do next. */
export function EmptyState({ icon, title, text, action, level = 2 }: Props) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      {icon && (
        <ThemeIcon size={52} radius="xl" variant="light" color="gray" aria-hidden>
          {icon}
        </ThemeIcon>
      )}
      <Title order={level} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
      {action}
    </Stack>
  );
}
