import { Button, Text, Title } from "@mantine/core";

import type { Workbench } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { BothSides, useChanges } from "@/components/markdown/Differences";
import { Markdown } from "@/components/markdown/Markdown";
import { t } from "@/lib/i18n";

import { useReadGuideline } from "../queries";
import { Quiet } from "./Quiet";
import classes from "./Quiet.module.css";

type Props = { work: Workbench; guideline: NonNullable<Workbench["guideline"]> };

/** The instructions, to be read before work; a new version is asked to be read again. */
export function GuidelineScreen({ work, guideline }: Props) {
  const read = useReadGuideline(work.project.id);
  const before = guideline.read_before;
  const changes = useChanges(before?.body ?? "", guideline.body, before !== null);
  return (
    <Quiet project={work.project.name} title={t("Guideline")}>
      <Title order={1}>{before ? t("The guideline has changed") : t("Before you start")}</Title>
      <Text c="dimmed" mt={4} mb="lg">
        {t("Version {version}. You can open it again at any time while you work.", { version: guideline.version })}
      </Text>
      {before && guideline.change_note && (
        <div className={classes.note}>
          <Text fw={600} size="sm">
            {t("What changed")}
          </Text>
          <Text>{guideline.change_note}</Text>
        </div>
      )}
      {before && changes && (
        <details className={classes.note} open>
          <summary>
            {t("Word for word since version {version}, which you have read", { version: before.version })}
          </summary>
          <BothSides changes={changes} />
        </details>
      )}
      {before && changes === null && (
        <Text mb="md">{t("So much has changed that the words can’t be compared one by one.")}</Text>
      )}
      <article className={classes.sheet}>
        <Markdown text={guideline.body} />
      </article>
      {read.isError && <ErrorNotice title={t("That could not be saved")} error={read.error} />}
      <div className={classes.foot}>
        <Button
          size="md"
          loading={read.isPending}
          onClick={() => {
            read.mutate(guideline.version);
          }}
        >
          {t("I have read it")}
        </Button>
      </div>
    </Quiet>
  );
}
