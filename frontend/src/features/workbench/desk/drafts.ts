/** Half-made answers, kept over a reload. */
import { Shelf } from "@/lib/storage";

import type { Draft } from "@/components/answering/fields";

type Kept = { draft: Draft; at: number };
const FORGET_AFTER_MS = 7 * 24 * 3_600_000;

const shelf = new Shelf<Kept>("touchstone:draft:");
const keyOf = (person: number, assignment: string) => `${String(person)}:${assignment}`;

export function loadDraft(person: number, assignment: string): Draft {
  return shelf.read(keyOf(person, assignment))?.draft ?? {};
}

export function keepDraft(person: number, assignment: string, draft: Draft): void {
  shelf.write(keyOf(person, assignment), { draft, at: Date.now() });
}

export function dropDraft(person: number, assignment: string): void {
  shelf.remove(keyOf(person, assignment));
}

/** Removes drafts of tasks that went elsewhere long ago. */
export function forgetOldDrafts(now: number): void {
  for (const key of shelf.keys()) {
    const kept = shelf.read(key);
    if (!kept || now - kept.at > FORGET_AFTER_MS) shelf.remove(key);
  }
}
