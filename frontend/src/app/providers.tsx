import { DirectionContext, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ContextType, type ReactNode, useState } from "react";

import { ApiError } from "@/api/errors";

import { cssVariables, theme } from "./theme";

const colorScheme = localStorageColorSchemeManager({ key: "touchstone-color-scheme" });

/** Fixed while the page is open, as the language is: Mantine's own provider would watch the document for nothing. */
const fixed = () => undefined;
const direction: ContextType<typeof DirectionContext> = {
  dir: document.documentElement.dir === "rtl" ? "rtl" : "ltr",
  toggleDirection: fixed,
  setDirection: fixed,
};

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Only what may pass is tried again: a 404 stays a 404.
        retry: (failures, error) => error instanceof ApiError && error.passing && failures < 2,
      },
    },
  });
}

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(makeQueryClient);
  return (
    <DirectionContext value={direction}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={colorScheme}
      >
        <QueryClientProvider client={queries}>{children}</QueryClientProvider>
      </MantineProvider>
    </DirectionContext>
  );
}
