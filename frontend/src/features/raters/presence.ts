/** Where a rater is now, in words. */
import type { MembershipState, RaterRow } from "@/api/types";

export const STATES: Record<MembershipState, { label: string; color: string }> = {
  training: { label: "In training", color: "blue" },
  active: { label: "Active", color: "petrol" },
  watch: { label: "Watch", color: "gold" },
  paused: { label: "Paused", color: "gold" },
  left: { label: "Left", color: "gray" },
};

/** "on shift", "on a break", or when they were last seen, written by `ago`. */
export function presence(
  rater: Pick<RaterRow, "on_shift" | "on_break" | "last_seen_at">,
  ago: (at: string) => string,
): string {
  if (rater.on_break) return "on a break";
  if (rater.on_shift) return "on shift now";
  return rater.last_seen_at ? `seen ${ago(rater.last_seen_at)}` : "not seen yet";
}

/** How an invitation stands: usable, or why not. */
export function invitationState(
  invitation: { revoked_at: string | null; expires_at: string | null; uses: number; max_uses: number | null },
  now: Date,
): "open" | "revoked" | "expired" | "used up" {
  if (invitation.revoked_at) return "revoked";
  if (invitation.max_uses !== null && invitation.uses >= invitation.max_uses) return "used up";
  if (invitation.expires_at && new Date(invitation.expires_at) <= now) return "expired";
  return "open";
}
