import { Badge } from "@mantine/core";

import type { ProjectState } from "@/api/types";
import { msg, t } from "@/lib/i18n";

const STATES: Record<ProjectState, { label: string; color: string }> = {
  draft: { label: msg("Draft"), color: "gray" },
  active: { label: msg("Active"), color: "petrol" },
  paused: { label: msg("Paused"), color: "gold" },
  closed: { label: msg("Closed"), color: "gray" },
};

export function StateBadge({ state }: { state: ProjectState }) {
  const { label, color } = STATES[state];
  return (
    <Badge variant="light" color={color} style={{ flexShrink: 0 }}>
      {t(label)}
    </Badge>
  );
}
