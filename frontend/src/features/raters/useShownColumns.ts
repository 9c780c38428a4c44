import { useState } from "react";

import { Shelf } from "@/lib/storage";

const shelf = new Shelf<string[]>("touchstone.columns.");

/** Which columns of a table are shown, kept in this browser; `standard` until somebody chooses. */
export function useShownColumns(table: string, standard: readonly string[]) {
  const [shown, setShown] = useState<ReadonlySet<string>>(() => new Set(shelf.read(table) ?? standard));
  const choose = (next: ReadonlySet<string>) => {
    setShown(next);
    // Blocked storage: the choice holds until the page is left.
    shelf.write(table, [...next]);
  };
  return [shown, choose] as const;
}
