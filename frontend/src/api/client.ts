/** The one way to the server: typed by its schema, with the CSRF header, and with every failure thrown as an `ApiError`. */
import createClient, { type Middleware } from "openapi-fetch";

import { language } from "@/lib/i18n";

import { ApiError, errorFrom } from "./errors";
import type { paths } from "./types";

export { ApiError } from "./errors";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The CSRF token that Django left in its cookie, or "" before the first page load. */
export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

const withCsrf: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set("X-CSRFToken", csrfToken());
    request.headers.set("Accept", "application/json");
    // What the server says is in the language of the screen, whatever the browser prefers.
    request.headers.set("Accept-Language", language());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await errorFrom(response);
  },
  onError({ error }) {
    // `fetch` rejects with a TypeError when no answer came; an abort is the caller's own doing and passes through.
    return error instanceof TypeError ? ApiError.unreachable() : undefined;
  },
};

/** Paths are the schema's, with the prefix: `client.GET("/api/v1/projects/{id}/", { params: { path: { id } } })`. */
export const client = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
client.use(withCsrf);

/** The data of a call: `await unwrap(client.GET(...))`. Throws `ApiError` on any failure. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, response } = await call;
  if (!response.ok) throw await errorFrom(response);
  return data as T;
}

/** A multipart body for `client.POST(..., { body, bodySerializer: asForm })`: files as they are, the rest as text. */
export function asForm(body: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    form.append(name, value instanceof Blob ? value : String(value));
  }
  return form;
}
