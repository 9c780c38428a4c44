import { useEffect } from "react";

import type { Task } from "@/api/types";
import { prepareMarkdown } from "@/components/Markdown";

/** Reads the texts of the next task while the rater reads this one. */
export function usePrepared(next: Task | undefined) {
  useEffect(() => {
    if (!next) return;
    const prepare = () => {
      prepareMarkdown([
        next.prompt,
        ...(next.messages ?? []).map(({ content }) => content),
        ...next.responses.map(({ text }) => text),
      ]);
    };
    // Not every browser tells when it is idle; a rater is never done with a task so soon.
    if (typeof window.requestIdleCallback !== "function") {
      const timer = window.setTimeout(prepare, 200);
      return () => {
        window.clearTimeout(timer);
      };
    }
    const idle = window.requestIdleCallback(prepare, { timeout: 500 });
    return () => {
      window.cancelIdleCallback(idle);
    };
  }, [next]);
}
