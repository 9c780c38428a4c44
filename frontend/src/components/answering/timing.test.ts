import { describe, expect, it } from "vitest";

import { ActiveTimer, FocusCounter } from "./timing";

describe("active time", () => {
  it("counts while the page is in use", () => {
    const timer = new ActiveTimer(1000);
    timer.touch(11_000);
    timer.touch(31_000);
    expect(timer.elapsed(41_000)).toBe(40_000);
  });

  it("counts a long pause only up to the idle cut-off", () => {
    const timer = new ActiveTimer(0);
    timer.touch(600_000);
    expect(timer.elapsed(605_000)).toBe(65_000);
  });

  it("stands still while the page is hidden", () => {
    const timer = new ActiveTimer(0);
    timer.hide(5000);
    timer.touch(30_000);
    timer.show(100_000);
    expect(timer.elapsed(102_000)).toBe(7000);
  });

  it("starts at nothing on a hidden page and ignores a clock that runs backwards", () => {
    const hidden = new ActiveTimer(0, false);
    expect(hidden.elapsed(9000)).toBe(0);
    const back = new ActiveTimer(5000);
    expect(back.elapsed(4000)).toBe(0);
  });
});

describe("focus", () => {
  it("counts an absence once, whether the window or the tab says it", () => {
    const counter = new FocusCounter();
    counter.leave();
    counter.leave();
    counter.comeBack();
    counter.leave();
    expect(counter.count).toBe(2);
  });

  it("does not count that the page was hidden from the start", () => {
    const counter = new FocusCounter(false);
    counter.leave();
    expect(counter.count).toBe(0);
  });
});
