import { useEffect, useState } from "react";

import { ActiveTimer, FocusCounter } from "./timing";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"] as const;

export type Attention = { activeMs: number; focusChanges: number };

/** Active milliseconds since this component appeared, and how often the page was left meanwhile, on request. */
export function useActiveTime(): () => Attention {
  const [timer] = useState(() => new ActiveTimer(performance.now(), document.visibilityState === "visible"));
  const [focus] = useState(() => new FocusCounter(document.visibilityState === "visible"));
  useEffect(() => {
    const touch = () => {
      timer.touch(performance.now());
      focus.comeBack();
    };
    const turn = () => {
      if (document.visibilityState === "visible") {
        timer.show(performance.now());
        focus.comeBack();
      } else {
        timer.hide(performance.now());
        focus.leave();
      }
    };
    const leave = () => {
      focus.leave();
    };
    const comeBack = () => {
      focus.comeBack();
    };
    for (const sign of SIGNS) window.addEventListener(sign, touch, { passive: true });
    document.addEventListener("visibilitychange", turn);
    window.addEventListener("blur", leave);
    window.addEventListener("focus", comeBack);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, touch);
      document.removeEventListener("visibilitychange", turn);
      window.removeEventListener("blur", leave);
      window.removeEventListener("focus", comeBack);
    };
  }, [timer, focus]);
  return () => ({ activeMs: timer.elapsed(performance.now()), focusChanges: focus.count });
}
