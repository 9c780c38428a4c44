import { useState } from "react";

import { Shelf } from "@/lib/storage";

const TEXT_SIZES = ["small", "medium", "large", "huge"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

const shelf = new Shelf<TextSize>("touchstone:text-size:");

/** The rater's reading size on this device, and a way to the next one. */
export function useTextSize(person: number): [TextSize, () => void] {
  const [size, setSize] = useState<TextSize>(() => {
    const kept = shelf.read(String(person));
    return kept && TEXT_SIZES.includes(kept) ? kept : "medium";
  });
  const next = () => {
    const larger = TEXT_SIZES[(TEXT_SIZES.indexOf(size) + 1) % TEXT_SIZES.length] ?? "medium";
    shelf.write(String(person), larger);
    setSize(larger);
  };
  return [size, next];
}
