import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";

interface PartPanelProps<Data> {
  /** The panel's title until its content brings its own. */
  title: string;
  part: UseQueryResult<Data>;
  height?: number;
  children: (data: Data) => ReactNode;
}

/** A panel whose figures come by themselves: a placeholder of its size, then the content or what to do. */
export function PartPanel<Data>({ title, part, height = 260, children }: PartPanelProps<Data>) {
  if (part.data !== undefined) return children(part.data);
  return (
    <Panel title={title}>
      {part.error ? (
        <ErrorNotice title={`${title} can’t be shown`} error={part.error} onRetry={() => void part.refetch()} />
      ) : (
        <Skeleton height={height} aria-busy aria-label={`${title} is loading`} role="status" />
      )}
    </Panel>
  );
}
