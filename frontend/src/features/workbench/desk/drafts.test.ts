import { describe, expect, it, vi } from "vitest";

import { dropDraft, forgetOldDrafts, keepDraft, loadDraft } from "./drafts";

const DAY = 24 * 3_600_000;

describe("drafts", () => {
  it("are kept for a week, and no longer", () => {
    vi.spyOn(Date, "now").mockReturnValue(0);
    keepDraft(1, "old", { better: { outcome: "a" } });
    vi.spyOn(Date, "now").mockReturnValue(5 * DAY);
    keepDraft(1, "new", { better: { outcome: "b" } });
    forgetOldDrafts(8 * DAY);
    expect(loadDraft(1, "old")).toEqual({});
    expect(loadDraft(1, "new")).toEqual({ better: { outcome: "b" } });
    dropDraft(1, "new");
    expect(loadDraft(1, "new")).toEqual({});
  });
});
