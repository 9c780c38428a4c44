import { expect, test } from "vitest";

import { filtersFrom, isFiltered, queryOf } from "./filters";

test("the address holds the filters that are set, and no others", () => {
  const filters = filtersFrom(new URLSearchParams("search=cat&status=open"));
  expect(filters).toEqual({ search: "cat", purpose: "", status: "open", slice: "" });
  expect(queryOf(filters)).toEqual({ search: "cat", status: "open" });
  expect(isFiltered(filters)).toBe(true);
  expect(isFiltered(filtersFrom(new URLSearchParams("search=%20")))).toBe(false);
});
