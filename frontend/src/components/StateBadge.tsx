import { Badge } from "@mantine/core";

import type { ProjectState } from "@/api/types";

const STATES: Record<ProjectState, { label: string; color: string }> = {
  draft: { label: "Draft", color: "gray" },
  active: { label: "Active", color: "petrol" },
  paused: { label: "Paused", color: "gold" },
  closed: { label: "Closed", color: "gray" },
};

export function StateBadge({ state }: { state: ProjectState }) {
  const { label, color } = STATES[state];
  return (
    <Badge variant="light" color={color} style={{ flexShrink: 0 }}>
      {label}
    </Badge>
  );
}
