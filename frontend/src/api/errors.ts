/** What went wrong on the way to the server, as one type that every screen can show. */

export type Problem = {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  fields?: Record<string, string[]>;
};

/** An error answer of the server (`status` ≥ 400), or a request that never got an answer (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  /** Seconds that the server asked us to wait, when it did. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title ?? `The server answered with status ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "offline" : "error");
    this.fields = problem.fields ?? {};
    this.retryAfter = retryAfter;
  }

  /** True when the same request may succeed later without being changed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  static unreachable(): ApiError {
    return new ApiError(0, { code: "offline", detail: "The server can't be reached." });
  }
}

/** The error that an unsuccessful answer stands for; reads problem JSON and survives any other body. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  return new ApiError(response.status, problemFromText(await response.clone().text()), retryAfter);
}

/** The problem in a body; empty where the body is not a JSON object. */
export function problemFromText(text: string): Problem {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Problem) : {};
  } catch {
    return {}; // Not JSON (a proxy's HTML page): the status says all that can be said.
  }
}

/** One sentence on what the person can do about `error`. */
export function advise(error: unknown): string {
  if (!(error instanceof ApiError))
    return "Reload the page; if it happens again, tell the person who runs this server.";
  if (error.status === 0) return "Check the connection and that the server is running, then try again.";
  if (error.status === 401) return "Sign in again; nothing that you entered is lost.";
  if (error.status === 403) return "Ask a lead of this project for access.";
  if (error.status === 404) return "It may have been removed, or you may not have access. Go back and choose again.";
  if (error.code === "stale")
    return "Somebody else changed this meanwhile. Reload to see their change, then make yours.";
  if (error.status === 429) return "Wait a moment, then try again.";
  if (error.status >= 500) return "The server failed. Try again; the details are in the server's log.";
  return "Correct what is named above and try again.";
}
