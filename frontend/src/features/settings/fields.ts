import type { Project } from "@/api/types";

import type { Serving } from "./serving";

/** What each part of the form of who gets what is given. */
export interface ServingFields {
  project: Project;
  form: Serving;
  /** By the paths that the server uses, such as `requirement_rules.0.slice`. */
  errors: Record<string, string>;
  locked: boolean;
  change: (next: Partial<Serving>) => void;
}
