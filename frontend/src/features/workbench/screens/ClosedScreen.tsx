import { Button, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { Workbench } from "@/api/types";
import { t } from "@/lib/i18n";

import type { OutboxState } from "../outbox/outbox";
import { FeedbackLink } from "./FeedbackLink";
import { Quiet } from "./Quiet";
import classes from "./Quiet.module.css";
import { Unsent } from "./Unsent";

function words(work: Workbench): { title: string; text: string; next: string } {
  if (work.rater.state === "paused") {
    return {
      title: t("Your work here is paused"),
      text: work.rater.state_reason || t("A lead or an automatic check has paused it."),
      next: t(
        "Nothing that you did is lost. Please write to the lead of this project: they can resume your work, and they can look at the checks with you.",
      ),
    };
  }
  if (work.rater.state !== "active") {
    return {
      title: t("You are no longer in this project"),
      text: work.rater.state_reason || t("Your membership has ended."),
      next: t("If that is a mistake, ask the lead for a new invitation link."),
    };
  }
  if (work.project.state === "closed") {
    return {
      title: t("This project is finished"),
      text: t("All the judgments it needed are there."),
      next: t("Thank you for your work. Your other projects are on the start page."),
    };
  }
  if (work.project.state === "paused") {
    return {
      title: t("This project is resting"),
      text: t("The lead has paused it for everybody."),
      next: t("Nothing is expected of you. Look again later, or choose another project."),
    };
  }
  return {
    title: t("This project has not started yet"),
    text: t("The lead is still preparing it."),
    next: t("Look again later, or ask the lead when it will start."),
  };
}

/** Why there is no work now, and what can be done about it. */
export function ClosedScreen({ work, waiting }: { work: Workbench; waiting: OutboxState }) {
  const { title, text, next } = words(work);
  return (
    <Quiet project={work.project.name} title={title}>
      <Title order={1} mb="sm">
        {title}
      </Title>
      <Text size="lg">{text}</Text>
      <Text c="dimmed" mt="sm" mb="lg">
        {next}
      </Text>
      <Unsent state={waiting} />
      <div className={classes.foot}>
        <Button component={Link} to="/">
          {t("Go to your projects")}
        </Button>
        <FeedbackLink work={work} />
      </div>
    </Quiet>
  );
}
