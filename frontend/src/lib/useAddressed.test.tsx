import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { expect, test } from "vitest";

import { useAddressed, useAddressedNumber } from "./useAddressed";

function looked(address: string) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
  );
  return renderHook(() => ({ chosen: useAddressed("scale"), search: useLocation().search }), { wrapper });
}

test("a choice is read from the address and written there beside the others", () => {
  const { result } = looked("/scores?tab=b&scale=tone");
  expect(result.current.chosen[0]).toBe("tone");
  act(() => {
    result.current.chosen[1]("depth");
  });
  expect(result.current.search).toBe("?tab=b&scale=depth");
  act(() => {
    result.current.chosen[1](null);
  });
  expect(result.current.chosen[0]).toBeNull();
  expect(result.current.search).toBe("?tab=b");
});

test("an empty choice is a choice", () => {
  const { result } = looked("/scores?scale=");
  expect(result.current.chosen[0]).toBe("");
});

test.each([
  ["?item=17", 17],
  ["?item=", null],
  ["?item=1e3", null],
  ["?item=-4", null],
  ["", null],
])("the number of %s is %s", (search, expected) => {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={[`/gold${search}`]}>{children}</MemoryRouter>
  );
  expect(renderHook(() => useAddressedNumber("item"), { wrapper }).result.current[0]).toBe(expected);
});
