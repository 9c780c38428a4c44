/** Filters of the item list: in the address, so that a view can be shared, and in the query. */

export interface ItemFilters {
  search: string;
  purpose: string;
  status: string;
  /** "name:value" */
  slice: string;
}

const NAMES = ["search", "purpose", "status", "slice"] as const;

export function filtersFrom(params: URLSearchParams): ItemFilters {
  const [search, purpose, status, slice] = NAMES.map((name) => params.get(name) ?? "");
  return { search: search ?? "", purpose: purpose ?? "", status: status ?? "", slice: slice ?? "" };
}

/** The filters that are set, by name: the address's and the request's query. */
export function queryOf(filters: ItemFilters): Record<string, string> {
  return Object.fromEntries(NAMES.map((name) => [name, filters[name].trim()]).filter(([, value]) => value !== ""));
}

export function isFiltered(filters: ItemFilters): boolean {
  return Object.keys(queryOf(filters)).length > 0;
}
