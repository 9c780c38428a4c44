import { Anchor } from "@mantine/core";
import { Fragment } from "react";
import { Link } from "react-router";

import type { OtherProject } from "@/api/types";

/** Other projects in which the rater could work: another kind of question is a rest of its own. */
export function Elsewhere({ projects }: { projects: readonly OtherProject[] }) {
  if (projects.length === 0) return null;
  return (
    <>
      A change helps too: you also rate{" "}
      {projects.map((project, index) => (
        <Fragment key={project.id}>
          {index > 0 && ", "}
          <Anchor component={Link} to={`/work/${String(project.id)}`} inherit>
            {project.name}
          </Anchor>
        </Fragment>
      ))}
      .
    </>
  );
}
