import { useEffect, useState } from "react";

import { ActiveTimer } from "./timing";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"] as const;

/** Active milliseconds since this component appeared, on request. */
export function useActiveTime(): () => number {
  const [timer] = useState(() => new ActiveTimer(performance.now(), document.visibilityState === "visible"));
  useEffect(() => {
    const touch = () => {
      timer.touch(performance.now());
    };
    const turn = () => {
      if (document.visibilityState === "visible") timer.show(performance.now());
      else timer.hide(performance.now());
    };
    for (const sign of SIGNS) window.addEventListener(sign, touch, { passive: true });
    document.addEventListener("visibilitychange", turn);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, touch);
      document.removeEventListener("visibilitychange", turn);
    };
  }, [timer]);
  return () => timer.elapsed(performance.now());
}
