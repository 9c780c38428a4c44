import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface StatTileProps {
  label: string;
  value: ReactNode;
  /** What stands behind the number, or what it means. */
  detail?: ReactNode;
  children?: ReactNode;
}

/** One number of a page's first row. */
export function StatTile({ label, value, detail, children }: StatTileProps) {
  return (
    <Paper withBorder p="md" bg="var(--ts-surface)" h="100%">
      <Text size="sm" c="dimmed" fw={500}>
        {label}
      </Text>
      <Text component="div" fz={28} lh={1.25} ff="heading" mt={2}>
        {value}
      </Text>
      {detail ? (
        <Text component="div" size="sm" c="dimmed" mt={2}>
          {detail}
        </Text>
      ) : null}
      {children}
    </Paper>
  );
}
