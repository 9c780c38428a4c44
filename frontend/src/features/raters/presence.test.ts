import { expect, test } from "vitest";

import { invitationState, presence } from "./presence";

const ago = () => "2 hours ago";

test("a break is told before the shift it is part of", () => {
  expect(presence({ on_shift: true, on_break: true, last_seen_at: null }, ago)).toBe("on a break");
  expect(presence({ on_shift: true, on_break: false, last_seen_at: null }, ago)).toBe("on shift now");
  expect(presence({ on_shift: false, on_break: false, last_seen_at: "2026-01-01" }, ago)).toBe("seen 2 hours ago");
  expect(presence({ on_shift: false, on_break: false, last_seen_at: null }, ago)).toBe("not seen yet");
});

test("an invitation says why it no longer works", () => {
  const now = new Date("2026-01-10T00:00:00Z");
  const open = { revoked_at: null, expires_at: "2026-01-20T00:00:00Z", uses: 1, max_uses: 2 };
  expect(invitationState(open, now)).toBe("open");
  expect(invitationState({ ...open, uses: 2 }, now)).toBe("used up");
  expect(invitationState({ ...open, expires_at: "2026-01-10T00:00:00Z" }, now)).toBe("expired");
  expect(invitationState({ ...open, revoked_at: "2026-01-09T00:00:00Z" }, now)).toBe("revoked");
});
