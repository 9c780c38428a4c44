import { Anchor, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { client, unwrap } from "@/api/client";
import { projectKey } from "@/api/projects";
import { useLatestReport } from "@/api/reports";
import type { Project } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";

import { concerns } from "./attention";

import classes from "./AttentionPanel.module.css";

const MOST = 6;

/** Who and what needs a lead's attention, each with its evidence one click away. */
export function AttentionPanel({ project }: { project: Project }) {
  const raters = useQuery({
    queryKey: [...projectKey(project.id), "raters"],
    queryFn: () =>
      unwrap(client.GET("/api/v1/projects/{project_id}/raters/", { params: { path: { project_id: project.id } } })),
  });
  const agreement = useLatestReport(project.id, "agreement");
  const bias = useLatestReport(project.id, "bias");
  const failed = raters.error ?? agreement.error ?? bias.error;
  const pending = raters.isPending || agreement.isPending || bias.isPending;
  const found = concerns({
    raters: raters.data,
    agreement: agreement.data?.result,
    bias: bias.data?.result,
    threshold: project.gold_pass_threshold,
  });
  const reported = Boolean(agreement.data ?? bias.data);

  return (
    <Panel title="Needs attention" h="100%">
      {failed ? <ErrorNotice title="It can’t be shown" error={failed} /> : null}
      {pending ? <Skeleton height={120} /> : null}
      {!pending && !failed && found.length === 0 ? (
        <Text size="sm" c="dimmed">
          {reported
            ? "Nothing stands out: no rater fails gold checks, no slice agrees less than the rest, no bias was found."
            : "No rater stands out. Run the agreement and bias reports to see slices and biases here."}
        </Text>
      ) : null}
      <Stack gap="sm" component="ul" className={classes.list}>
        {found.slice(0, MOST).map((one) => (
          <li key={one.key} className={classes.concern}>
            <Anchor component={Link} to={`/projects/${String(project.id)}${one.path}`} size="sm" fw={600}>
              {one.title}
            </Anchor>
            <Text size="sm" c="dimmed">
              {one.text}
            </Text>
          </li>
        ))}
      </Stack>
      {found.length > MOST ? (
        <Text size="sm" c="dimmed" mt="sm">
          and {found.length - MOST} more.
        </Text>
      ) : null}
    </Panel>
  );
}
