/** What a person has set for themselves. It is kept on the account and comes with `Me`, before anything is shown. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import { ME, useMe } from "./session";
import type { Me, Preferences } from "./types";

const UNSET: Preferences = { theme: null, text_size: null, density: "normal", keys: {} };

export function usePreferences(): Preferences {
  return useMe().data?.preferences ?? UNSET;
}

/** Changes some of it: at once on screen, then on the account. What the server refuses is put back. */
export function useSavePreferences() {
  const queries = useQueryClient();
  const keep = (preferences: Partial<Preferences>) => {
    queries.setQueryData<Me | null>(
      ME,
      (me) => me && { ...me, preferences: { ...UNSET, ...me.preferences, ...preferences } },
    );
  };
  return useMutation({
    // One after the other, so that the last one chosen is the last one written.
    scope: { id: "preferences" },
    mutationFn: (chosen: Partial<Preferences>) =>
      unwrap<Preferences>(client.PATCH("/api/v1/me/preferences/", { body: chosen })),
    onMutate: async (chosen) => {
      await queries.cancelQueries({ queryKey: ME });
      const before = queries.getQueryData<Me | null>(ME)?.preferences;
      keep(chosen);
      return before;
    },
    onError: (_error, _chosen, before) => {
      if (before) keep(before);
    },
  });
}
