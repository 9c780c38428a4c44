/** Addresses inside the application. */

/** `next` when it is a path of our own, else the home page: a sign-in must not lead to another host. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
