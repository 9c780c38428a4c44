/** Filters of the case list, in the address so that a view can be shared. */
import type { CaseReason, CaseState } from "@/api/types";

export type CaseFilters = { state: CaseState | "waiting" | ""; reason: CaseReason | "" };

export const STATES: { value: CaseFilters["state"]; label: string }[] = [
  { value: "waiting", label: "Waiting" },
  { value: "decided", label: "Decided" },
  { value: "sent_back", label: "Sent back" },
  { value: "dismissed", label: "Dismissed" },
  { value: "", label: "All" },
];

export const REASONS: Record<CaseReason, string> = {
  disagreement: "Disagreement",
  flag: "Flag",
  gold: "Gold failure",
};

const isState = (value: string): value is CaseFilters["state"] => STATES.some((one) => one.value === value);
const isReason = (value: string): value is CaseReason => value in REASONS;

/** What the address asks for; without a word of it, what waits. "all" stands for every state. */
export function filtersFrom(params: URLSearchParams): CaseFilters {
  const state = params.get("state") ?? "waiting";
  const reason = params.get("reason") ?? "";
  return {
    state: state === "all" ? "" : isState(state) ? state : "waiting",
    reason: isReason(reason) ? reason : "",
  };
}

export function paramsOf({ state, reason }: CaseFilters): Record<string, string> {
  return { ...(state === "waiting" ? {} : { state: state || "all" }), ...(reason ? { reason } : {}) };
}
