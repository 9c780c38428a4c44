import { useEffect } from "react";

import type { Task } from "@/api/types";
import { prepareMarkdown } from "@/components/markdown/Markdown";
import { whenIdle } from "@/lib/idle";

/** Reads the texts of the next task while the rater reads this one, who is never done with it within half a second. */
export function usePrepared(next: Task | undefined) {
  useEffect(() => {
    if (!next) return;
    return whenIdle(() => {
      prepareMarkdown([
        next.prompt,
        ...(next.messages ?? []).map(({ content }) => content),
        ...next.responses.map(({ text }) => text),
      ]);
    }, 500);
  }, [next]);
}
