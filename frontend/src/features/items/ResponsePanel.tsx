import { Badge, Group, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";

import type { ItemDetail } from "@/api/types";
import { Markdown } from "@/components/markdown/Markdown";
import { Panel } from "@/components/Panel";
import { count } from "@/lib/numbers";

import { letter } from "@/components/answers";

import classes from "./ResponsePanel.module.css";

type Response = ItemDetail["responses"][number];

/** One response, rendered or as it is, with what was measured at import. */
export function ResponsePanel({ response }: { response: Response }) {
  const [view, setView] = useState("rendered");
  const name = letter(response.position);
  const features = [
    ["header", response.headers],
    ["list", response.lists],
    ["bold", response.bolds],
    ["code block", response.code_blocks],
  ] as const;
  return (
    <Panel
      title={`Response ${name}`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={`View of response ${name}`}
          data={[
            { value: "rendered", label: "Rendered" },
            { value: "raw", label: "Raw" },
          ]}
          value={view}
          onChange={setView}
        />
      }
    >
      <Group gap="xs" mb="sm" mt={-8}>
        {response.model ? (
          <Badge variant="light" tt="none">
            {response.model}
          </Badge>
        ) : null}
        <Text size="xs" c="dimmed">
          {count(response.chars)} characters · {count(response.words)} words
          {features
            .filter(([, n]) => n > 0)
            .map(([feature, n]) => ` · ${count(n)} ${feature}${n === 1 ? "" : "s"}`)
            .join("")}
        </Text>
      </Group>
      {/* Long responses scroll by themselves, so the region must be reachable by keyboard. */}
      {}
      <div className={classes.text} tabIndex={0} role="region" aria-label={`Text of response ${name}`}>
        {view === "raw" ? <pre className={classes.raw}>{response.text}</pre> : <Markdown text={response.text} />}
      </div>
    </Panel>
  );
}
