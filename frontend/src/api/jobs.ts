/** Long work as the browser follows it: the row is asked once a second until it has ended. */
import type { Job, JobState } from "./types";

export const POLL_MS = 1000;

const UNFINISHED: ReadonlySet<JobState> = new Set<JobState>(["queued", "running"]);

export function isUnfinished(job: Pick<Job, "state"> | null | undefined): boolean {
  return job != null && UNFINISHED.has(job.state);
}

/** For `refetchInterval`: polls while any of `jobs` is unfinished. */
export function pollWhileUnfinished(jobs: readonly Pick<Job, "state">[] | undefined): number | false {
  return jobs?.some(isUnfinished) ? POLL_MS : false;
}
