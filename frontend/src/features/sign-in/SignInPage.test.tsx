import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, it } from "vitest";

import { ME } from "@/api/session";
import { setWords } from "@/lib/i18n";
import catalogue from "@/locales/ar.json";

import { SignInPage } from "./SignInPage";

beforeEach(() => {
  document.documentElement.lang = "ar";
  setWords(catalogue);
});

afterEach(() => {
  document.documentElement.lang = "en";
  setWords({});
});

it("asks for an address and a password in Arabic, and says in Arabic that they are missing", async () => {
  const queries = new QueryClient();
  queries.setQueryData(ME, null);
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <MemoryRouter>
          <SignInPage />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  expect(screen.getByLabelText("البريد الإلكتروني")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "تسجيل الدخول" }));
  expect(screen.getByText("أدخل كلمة المرور.")).toBeInTheDocument();
});
