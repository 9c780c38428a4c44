import { Anchor, Badge, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "react-router";

import { useProject } from "@/api/projects";
import type { ItemDetail } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Markdown } from "@/components/markdown/Markdown";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { PageSkeleton } from "@/components/Skeletons";
import { useProjectId } from "@/lib/useProjectId";

import { CasesPanel } from "./CasesPanel";
import { JudgmentsPanel } from "./JudgmentsPanel";
import { useItem, useRetirement } from "./queries";
import { ResponsePanel } from "./ResponsePanel";
import { knownAnswerText } from "@/components/answers";

/** One item: what was asked, what the models said, what raters said of it. */
export function ItemPage() {
  const projectId = useProjectId();
  const itemId = Number(useParams().itemId);
  const item = useItem(itemId);
  const back = (
    <Anchor
      component={Link}
      to={`/projects/${String(projectId)}/items`}
      size="sm"
      style={{ display: "inline-block", marginBottom: 8 }}
    >
      <Group gap={4} component="span">
        <IconArrowLeft size={14} aria-hidden /> All items
      </Group>
    </Anchor>
  );
  if (item.error) {
    return (
      <>
        {back}
        <ErrorNotice title="The item can’t be shown" error={item.error} onRetry={() => void item.refetch()} />
      </>
    );
  }
  if (!item.data) return <PageSkeleton />;
  const { data } = item;
  return (
    <>
      {back}
      <PageHeader
        title={data.external_id}
        text={<Facts item={data} />}
        actions={<Retirement projectId={projectId} item={data} />}
      />
      <Stack gap="lg">
        <Prompt item={data} />
        <SimpleGrid cols={{ base: 1, md: data.responses.length > 1 ? 2 : 1 }} spacing="lg">
          {data.responses.map((response) => (
            <ResponsePanel key={response.id} response={response} />
          ))}
        </SimpleGrid>
        <Gold item={data} />
        <CasesPanel item={data} />
        <JudgmentsPanel item={data} />
      </Stack>
    </>
  );
}

function Facts({ item }: { item: ItemDetail }) {
  return (
    <Group gap="xs" component="span">
      {item.purpose === "gold" ? (
        <Badge color="gold" variant="light" component="span">
          Gold
        </Badge>
      ) : null}
      {item.retired ? (
        <Badge color="gray" variant="light" component="span">
          Retired
        </Badge>
      ) : null}
      {Object.entries(item.slices).map(([name, value]) => (
        <Badge key={name} variant="default" tt="none" fw={400} component="span">
          {name} = {value}
        </Badge>
      ))}
      <span>
        {item.purpose === "work"
          ? `${String(item.judgments)} of ${String(item.overlap)} judgments`
          : `${String(item.judgments_list.length)} judgments`}
      </span>
    </Group>
  );
}

function Retirement({ projectId, item }: { projectId: number; item: ItemDetail }) {
  const project = useProject(projectId);
  const retirement = useRetirement(projectId, item.id);
  if (project.data?.abilities.edit !== true) return null;
  const verb = item.retired ? "restore" : "retire";
  return (
    <Stack gap={4} align="flex-end">
      <Button
        variant="default"
        loading={retirement.isPending}
        onClick={() => {
          retirement.mutate(verb);
        }}
      >
        {item.retired ? "Restore" : "Retire"}
      </Button>
      <Text size="xs" c={retirement.error ? "var(--mantine-color-error)" : "dimmed"}>
        {retirement.error?.message ??
          (item.retired ? "It is no longer handed out." : "Takes it out of the work; its judgments stay.")}
      </Text>
    </Stack>
  );
}

function Prompt({ item }: { item: ItemDetail }) {
  if (!item.messages) {
    return (
      <Panel title="Prompt">
        <Markdown text={item.prompt} />
      </Panel>
    );
  }
  return (
    <Panel title="Conversation" hint={`${String(item.messages.length)} turns before the responses`}>
      <Stack gap="md">
        {item.messages.map((message, index) => (
          <div key={index}>
            <Text size="xs" fw={600} c="dimmed" tt="capitalize">
              {message.role}
            </Text>
            <Markdown text={message.content} />
          </div>
        ))}
      </Stack>
    </Panel>
  );
}

/** The known answers, which raters never see. */
function Gold({ item }: { item: ItemDetail }) {
  if (item.gold_answers.length === 0) return null;
  return (
    <Panel title="Gold answer" hint="Raters never see that this item is gold, nor its answer.">
      <Stack gap={4}>
        {item.gold_answers.map((answer, index) => (
          <Text key={index} size="sm">
            <b>{answer.question}</b>: {knownAnswerText(answer)}
            {answer.explanation ? `. ${answer.explanation}` : ""}
          </Text>
        ))}
      </Stack>
    </Panel>
  );
}
