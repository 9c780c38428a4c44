import { Button } from "@mantine/core";
import { Link } from "react-router";

import type { Workbench } from "@/api/types";
import { t } from "@/lib/i18n";

/** The way to the rater's missed checks, where the project shows them. */
export function FeedbackLink({ work }: { work: Workbench }) {
  if (!work.abilities.see_feedback) return null;
  return (
    <Button variant="subtle" component={Link} to={`/work/${String(work.project.id)}/feedback`}>
      {t("Feedback")}
    </Button>
  );
}
