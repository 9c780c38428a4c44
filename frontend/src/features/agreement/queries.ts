/** The parts of an agreement report, each fetched when its panel is looked at, and comparisons. */
import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { components } from "@/api/types";

/** Which question of which report a panel is about. */
export interface Place {
  reportId: number;
  question: string;
}

type Schemas = components["schemas"];
type Parts = {
  pairs: Schemas["PairsPart"];
  raters: Schemas["RatersPart"];
  slices: Schemas["SlicesPart"];
  "over-time": Schemas["OverTimePart"];
  disputed: Schemas["DisputedPart"];
  confusion: Schemas["ConfusionPart"];
};

const at = ({ reportId, question }: Place) => ({ params: { path: { report_id: reportId, question } } });
const fetchPart: { [Name in keyof Parts]: (place: Place) => Promise<Parts[Name]> } = {
  pairs: (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/pairs/", at(place))),
  raters: (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/raters/", at(place))),
  slices: (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/slices/", at(place))),
  "over-time": (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/over-time/", at(place))),
  disputed: (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/disputed/", at(place))),
  confusion: (place) => unwrap(client.GET("/api/v1/reports/{report_id}/questions/{question}/confusion/", at(place))),
};

/** One part of a finished report. Reports never change, so it is fetched once. */
export function useReportPart<Name extends keyof Parts>(place: Place, name: Name) {
  return useQuery({
    queryKey: ["reports", place.reportId, "part", place.question, name] as const,
    queryFn: () => fetchPart[name](place),
    staleTime: Infinity,
  });
}

/** What one rater says where the others say something else. */
export function useRaterConfusion(place: Place, rater: number) {
  return useQuery({
    queryKey: ["reports", place.reportId, "part", place.question, "confusion", rater],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/reports/{report_id}/questions/{question}/confusion/", {
          params: { path: { report_id: place.reportId, question: place.question }, query: { rater } },
        }),
      ),
    staleTime: Infinity,
  });
}

/** An item with everything that was said of it. */
export function useDisputedItem(id: number) {
  return useQuery({
    queryKey: ["items", id],
    queryFn: () => unwrap(client.GET("/api/v1/items/{item_id}/", { params: { path: { item_id: id } } })),
  });
}

/** The first and the last day with a judgment. */
export function useJudgedSpan(projectId: number) {
  return useQuery({
    queryKey: ["projects", projectId, "agreement-span"],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/projects/{project_id}/agreement/span/", { params: { path: { project_id: projectId } } }),
      ),
  });
}

/** A comparison with its result, null until it has succeeded; `state` makes it anew when it ends. */
export function useComparison(id: number | null, state: string | undefined) {
  return useQuery({
    queryKey: ["reports", id, "comparison", state],
    enabled: id !== null,
    queryFn: () =>
      unwrap(client.GET("/api/v1/reports/{report_id}/comparison/", { params: { path: { report_id: id ?? 0 } } })),
  });
}
