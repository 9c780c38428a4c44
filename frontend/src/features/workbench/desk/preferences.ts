import { usePreferences, useSavePreferences } from "@/api/preferences";
import type { Preferences } from "@/api/types";
import { Shelf } from "@/lib/storage";

const TEXT_SIZES = ["small", "medium", "large", "huge"] as const;
type TextSize = NonNullable<Preferences["text_size"]>;

// What this browser kept before it was kept on the account: it holds until the rater chooses again.
const shelf = new Shelf<TextSize>("touchstone:text-size:");

/** The rater's reading size, and a way to the next one. */
export function useTextSize(person: number): [TextSize, () => void] {
  const chosen = usePreferences().text_size;
  const save = useSavePreferences();
  const kept = chosen ?? shelf.read(String(person));
  const size = kept && TEXT_SIZES.includes(kept) ? kept : "medium";
  const next = () => {
    save.mutate({ text_size: TEXT_SIZES[(TEXT_SIZES.indexOf(size) + 1) % TEXT_SIZES.length] ?? "medium" });
  };
  return [size, next];
}
