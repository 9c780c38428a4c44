import { useEffect, useState } from "react";

/** Calls `work` once the browser has nothing better to do, within `timeout` ms; returns what calls it off. */
export function whenIdle(work: () => void, timeout: number): () => void {
  // Not every browser tells when it is idle.
  if (typeof window.requestIdleCallback !== "function") {
    const timer = window.setTimeout(work, Math.min(timeout, 200));
    return () => {
      window.clearTimeout(timer);
    };
  }
  const idle = window.requestIdleCallback(work, { timeout });
  return () => {
    window.cancelIdleCallback(idle);
  };
}

/** True once the browser was idle after the first rendering: what is seldom needed is fetched then, before it is. */
export function useWasIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        setIdle(true);
      }, 5000),
    [],
  );
  return idle;
}
