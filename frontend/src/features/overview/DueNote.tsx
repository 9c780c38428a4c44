import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";

import { chance, type Due, help, standing } from "./due";

const MARKS = {
  on_schedule: IconCircleCheck,
  late: IconAlertTriangle,
  overdue: IconAlertTriangle,
  open: IconHelpCircle,
  unknown: IconHelpCircle,
} as const;

/** How the project stands to its due date, how sure that is, and what would help. */
export function DueNote({ due, raters }: { due: Due; raters: number }) {
  const Mark = MARKS[due.verdict];
  const late = due.verdict === "late" || due.verdict === "overdue";
  const likely = chance(due);
  const effort = due.verdict === "on_schedule" ? null : help(due, raters);
  return (
    <div>
      <Text size="sm" mt="xs" fw={500} c={late ? "var(--mantine-color-error)" : undefined}>
        <Mark size={15} aria-hidden style={{ verticalAlign: "-2px", marginInlineEnd: 5 }} />
        {standing(due)}
      </Text>
      {likely && <Text size="sm">{likely}</Text>}
      {effort && (
        <Text size="sm" c="dimmed" title={due.hours?.reason ?? undefined}>
          {effort}
        </Text>
      )}
    </div>
  );
}
