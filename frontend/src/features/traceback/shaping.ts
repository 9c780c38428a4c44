/** From a trace-back to what its charts and tables draw. */
import type { TracebackResult } from "@/api/types";
import type { IntervalRow } from "@/components/charts/intervals";
import { count } from "@/lib/numbers";

export type Group = TracebackResult["groups"][number];
/** Groups shown beside the sources before all are asked for. */
const FEW = 12;

/** How often votes contradict the scorer, by the size of its margin. */
export function marginRows(result: Pick<TracebackResult, "margins">): IntervalRow[] {
  return result.margins.map((band) => ({
    key: band.band,
    label: band.band,
    value: band.contradicted.value,
    low: band.contradicted.low,
    high: band.contradicted.high,
    detail: `${count(band.n)} votes`,
  }));
}

/** The sources and the groups next to them; all groups when they are asked for. */
export function shownGroups(groups: readonly Group[], all: boolean): Group[] {
  const sources = groups.filter((group) => group.flagged);
  return all ? [...groups] : groups.slice(0, sources.length + FEW);
}

const KINDS: Record<string, string> = {
  rater: "Rater",
  guideline: "Guideline",
  hour: "Hour of the shift",
  side: "Side",
  length: "Length",
};

/** What kind of group it is: "Rater", or the slice's name. */
export function kindOf(group: Pick<Group, "dimension">): string {
  return KINDS[group.dimension] ?? `Slice ${group.dimension.replace(/^slice:/, "")}`;
}

/** Where the judgments behind a group are: the items of a slice, or of a rater's page. */
export function groupAddress(projectId: number, group: Group): string | null {
  const base = `/projects/${String(projectId)}`;
  if (group.rater) return `${base}/raters`;
  if (group.dimension.startsWith("slice:")) {
    const slice = `${group.dimension.replace(/^slice:/, "")}:${group.value}`;
    return `${base}/items?${new URLSearchParams({ slice }).toString()}`;
  }
  return null;
}
