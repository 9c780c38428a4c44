/** Long lists come in pages, each of which names the address of the next. */

/** The keyset cursor in a page's `next` address; undefined at the last page. */
export function nextCursor({ next }: { next?: string | null }): string | undefined {
  if (!next) return undefined;
  return new URL(next, "http://here").searchParams.get("cursor") ?? undefined;
}
