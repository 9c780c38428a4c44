/** What waits in the browser to be sent, and how it is kept there. */
import type { SkipReason, Submission, Task } from "@/api/types";
import { Shelf } from "@/lib/storage";

type Common = {
  /** The client's own id; for a judgment it is the judgment's key. */
  uuid: string;
  project: number;
  /** The task as it was shown, so that its answer can be corrected while it waits. */
  task: Task;
  queued_at: number;
  /** `recalled`: opened again for correction before it was sent. `refused`: the server said no for good. */
  state: "waiting" | "recalled" | "refused";
  error?: { status: number; code: string; message: string };
};
type JudgmentEntry = Common & { kind: "judgment"; body: Submission };
type SkipEntry = Common & { kind: "skip"; body: { reason: SkipReason; note?: string } };
export type Entry = JudgmentEntry | SkipEntry;

/** Entries of one person on this device. */
export class EntryStore {
  private readonly shelf: Shelf<Entry>;

  constructor(person: number, shelf?: Shelf<Entry>) {
    this.shelf = shelf ?? new Shelf<Entry>(`touchstone:outbox:${String(person)}:`);
  }

  /** All entries, oldest first. */
  load(): Entry[] {
    return this.shelf
      .keys()
      .map((key) => this.shelf.read(key))
      .filter((entry): entry is Entry => entry !== null && typeof entry.uuid === "string")
      .sort((a, b) => a.queued_at - b.queued_at);
  }

  /** False when the browser would not keep it over a reload. */
  save(entry: Entry): boolean {
    return this.shelf.write(entry.uuid, entry);
  }

  remove(uuid: string): void {
    this.shelf.remove(uuid);
  }
}
