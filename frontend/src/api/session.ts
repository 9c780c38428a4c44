/** Who is signed in: sign-in and sign-out (allauth headless) and the `Me` that every screen starts from. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ApiError, client, csrfToken, unwrap } from "./client";
import { problemFromText } from "./errors";
import type { Me, ProjectBrief, Role } from "./types";

const ALLAUTH = "/_allauth/browser/v1";
export const ME = ["me"] as const;

async function fetchMe(): Promise<Me | null> {
  try {
    return await unwrap<Me>(client.GET("/api/v1/me/", {}));
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

/** The signed-in person; `data` is `null` when nobody is. */
export function useMe() {
  return useQuery({ queryKey: ME, queryFn: fetchMe, staleTime: 60_000 });
}

/** The projects in which I have one of `roles`, each once, in the order of joining. */
export function projectsAs(me: Me | null | undefined, roles: Role[]): ProjectBrief[] {
  const found = new Map<number, ProjectBrief>();
  for (const membership of me?.memberships ?? []) {
    if (roles.includes(membership.role)) found.set(membership.project.id, membership.project);
  }
  return [...found.values()];
}

type AllauthBody = { errors?: { message: string; code: string; param?: string }[] };

/** A call of allauth's browser API. Its error list becomes an `ApiError` with `fields`. */
export async function allauth(method: "POST" | "DELETE", path: string, body?: Record<string, unknown>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${ALLAUTH}${path}`, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw ApiError.unreachable();
  }
  if (response.ok) return;
  const text = await response.text();
  const errors = (problemFromText(text) as AllauthBody).errors ?? [];
  if (errors.length === 0) throw new ApiError(response.status, problemFromText(text));
  const fields: Record<string, string[]> = {};
  for (const error of errors) if (error.param) (fields[error.param] ??= []).push(error.message);
  const [first] = errors;
  throw new ApiError(response.status, { code: first?.code, detail: first?.message, fields });
}

/** Signs in, then loads `Me`. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: { email: string; password: string }) => {
      try {
        await allauth("POST", "/auth/login", credentials);
      } catch (error) {
        // 409: this browser is already signed in (another tab was faster); `Me` says as whom.
        if (!(error instanceof ApiError && error.status === 409)) throw error;
      }
      await refreshMe(queries);
    },
  });
}

/** Signs out and forgets everything that was loaded. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        await allauth("DELETE", "/auth/session");
      } catch (error) {
        // allauth answers a successful sign-out with 401: the session that remains is nobody's.
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
    },
    onSuccess: () => {
      queries.clear();
      queries.setQueryData(ME, null);
    },
  });
}

async function refreshMe(queries: QueryClient): Promise<void> {
  queries.setQueryData(ME, await fetchMe());
}
