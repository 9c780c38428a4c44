/** The browser's storage, which may be full, blocked or emptied by somebody else. */

export type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** JSON under prefixed keys. `write` says whether it was kept; reading something unreadable gives null. */
export class Shelf<T> {
  private readonly prefix: string;
  private readonly keeper: () => Keeper;

  constructor(prefix: string, keeper: () => Keeper = () => window.localStorage) {
    this.prefix = prefix;
    this.keeper = keeper;
  }

  read(key: string): T | null {
    try {
      const text = this.keeper().getItem(this.prefix + key);
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null; // Blocked, or written by an older version: as if it were not there.
    }
  }

  write(key: string, value: T): boolean {
    try {
      this.keeper().setItem(this.prefix + key, JSON.stringify(value));
      return true;
    } catch {
      return false; // Full or blocked: the caller tells the person.
    }
  }

  remove(key: string): void {
    try {
      this.keeper().removeItem(this.prefix + key);
    } catch {
      // Blocked storage holds nothing of ours.
    }
  }

  keys(): string[] {
    try {
      const keeper = this.keeper();
      return Array.from({ length: keeper.length }, (_, index) => keeper.key(index))
        .filter((key): key is string => key?.startsWith(this.prefix) ?? false)
        .map((key) => key.slice(this.prefix.length));
    } catch {
      return [];
    }
  }
}
