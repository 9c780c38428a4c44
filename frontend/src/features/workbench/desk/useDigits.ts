import { useEffect, useEffectEvent } from "react";

import { focusOf } from "@/components/answering/actions";

/** Calls `choose` with the index that a digit key means: 1 is 0. Not while a text is written. */
export function useDigits(choose: (index: number) => void): void {
  const byDigit = useEffectEvent((event: KeyboardEvent) => {
    if (focusOf(event.target) === "text" || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]);
    if (Number.isNaN(digit)) return;
    event.preventDefault();
    choose(digit - 1);
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      byDigit(event);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, []);
}
