/** Measures active time: the page visible and in use. A long pause counts only up to the idle cut-off. */

const IDLE_CUTOFF_MS = 60_000;

/** Times are milliseconds of one monotonic clock, given by the caller. */
export class ActiveTimer {
  private total = 0;
  private last: number | null;
  private readonly idle: number;

  constructor(now: number, visible = true, idle = IDLE_CUTOFF_MS) {
    this.last = visible ? now : null;
    this.idle = idle;
  }

  /** A sign of life: a key, a click, a scroll. */
  touch(now: number): void {
    if (this.last === null) return; // A hidden page is not in use, whatever fires there.
    this.total += this.since(now);
    this.last = now;
  }

  hide(now: number): void {
    this.touch(now);
    this.last = null;
  }

  show(now: number): void {
    this.last ??= now;
  }

  /** Active milliseconds so far, whole. */
  elapsed(now: number): number {
    return Math.round(this.total + this.since(now));
  }

  private since(now: number): number {
    return this.last === null ? 0 : Math.min(Math.max(0, now - this.last), this.idle);
  }
}

/** Counts how often the page was left: hidden, or another window in front. One absence counts once, however it is told. */
export class FocusCounter {
  private away: boolean;
  private changes = 0;

  constructor(present = true) {
    this.away = !present;
  }

  leave(): void {
    if (!this.away) this.changes += 1;
    this.away = true;
  }

  comeBack(): void {
    this.away = false;
  }

  get count(): number {
    return this.changes;
  }
}
