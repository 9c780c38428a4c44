import "@/components/styles/everything.css";

import { Button, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { ShiftSummary, Workbench } from "@/api/types";
import { span } from "@/lib/dates";
import { count } from "@/lib/numbers";
import { t } from "@/lib/i18n";

import type { OutboxState } from "../outbox/outbox";
import { Figures } from "./Figures";
import { OwnDay } from "./OwnDay";
import { FeedbackLink } from "./FeedbackLink";
import { Quiet } from "./Quiet";
import classes from "./Quiet.module.css";
import { Unsent } from "./Unsent";

type Props = { work: Workbench; summary: ShiftSummary; waiting: OutboxState; onAgain: () => void };

/** What the shift was, once it is over. */
export function SummaryScreen({ work, summary, waiting, onAgain }: Props) {
  return (
    <Quiet project={work.project.name} title={t("Shift ended")}>
      <Title order={1}>{t("That was your shift")}</Title>
      <Text c="dimmed" mt={4}>
        {t("Thank you. Your answers are saved and your place is kept.")}
      </Text>
      <Figures
        figures={[
          [t("Judgments"), count(summary.judgments)],
          [t("Length"), span(summary.minutes * 60_000)],
          [t("Time at work"), span(summary.active_ms)],
          [t("Breaks"), count(summary.breaks)],
        ]}
      />
      <Text size="sm" c="dimmed" mb="lg">
        {t("“Time at work” counts while the page was visible and in use; reading counts, long pauses don't.")}
      </Text>
      <OwnDay project={work.project.id} />
      <Unsent state={waiting} />
      <div className={classes.foot}>
        <Button component={Link} to="/">
          {t("Go to your projects")}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {t("Start another shift")}
        </Button>
        <FeedbackLink work={work} />
      </div>
    </Quiet>
  );
}
