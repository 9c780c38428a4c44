import { useCallback } from "react";
import { useSearchParams } from "react-router";

/**
 * A choice that stands in the address under `name`, so that it survives a reload and can be shared; null until chosen.
 *
 * Setting null takes it out of the address. Other choices there stay, and the way back leads to the page before.
 */
export function useAddressed(name: string): [string | null, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    },
    [name, setParams],
  );
  return [params.get(name), set];
}

/** The same for the number of a thing, such as the one that is open; what is no number counts as not chosen. */
export function useAddressedNumber(name: string): [number | null, (value: number | null) => void] {
  const [value, set] = useAddressed(name);
  const setNumber = useCallback(
    (next: number | null) => {
      set(next === null ? null : String(next));
    },
    [set],
  );
  return [value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null, setNumber];
}
