import { expect, test } from "vitest";

import { nextCursor } from "./pages";

test("the cursor survives relative and absolute addresses and ends with the last page", () => {
  const next = "http://127.0.0.1:8000/api/v1/projects/1/items/?cursor=cD0xMg%3D%3D&status=open";
  expect(nextCursor({ next })).toBe("cD0xMg==");
  expect(nextCursor({ next: "/api/v1/projects/1/items/?cursor=abc" })).toBe("abc");
  expect(nextCursor({ next: null })).toBeUndefined();
  expect(nextCursor({})).toBeUndefined();
});
