import { expect, test } from "vitest";

import { cursorOf, filtersFrom, isFiltered, queryOf } from "./filters";

test("the address holds the filters that are set, and no others", () => {
  const filters = filtersFrom(new URLSearchParams("search=cat&status=open"));
  expect(filters).toEqual({ search: "cat", purpose: "", status: "open", slice: "" });
  expect(queryOf(filters)).toEqual({ search: "cat", status: "open" });
  expect(isFiltered(filters)).toBe(true);
  expect(isFiltered(filtersFrom(new URLSearchParams("search=%20")))).toBe(false);
});

test("the cursor survives relative and absolute addresses and ends with the last page", () => {
  expect(cursorOf("http://127.0.0.1:8000/api/v1/projects/1/items/?cursor=cD0xMg%3D%3D&status=open")).toBe("cD0xMg==");
  expect(cursorOf("/api/v1/projects/1/items/?cursor=abc")).toBe("abc");
  expect(cursorOf(null)).toBeUndefined();
});
