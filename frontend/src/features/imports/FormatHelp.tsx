import { Button, Code, Group, List, Stack, Tabs, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import type { ReactNode } from "react";

import type { Question } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { Panel } from "@/components/Panel";
import { downloadText } from "@/lib/download";

import { itemsCsv, itemsJsonl, SCORES_JSONL, votesCsv } from "./examples";

/** What the files look like, with examples that fit this project and import as they are. */
export function FormatHelp({ questions }: { questions: readonly Question[] }) {
  return (
    <Panel title="What the file looks like" hint="The examples fit this project’s questions and import as they are.">
      <Tabs defaultValue="jsonl" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="jsonl">Items, JSONL</Tabs.Tab>
          <Tabs.Tab value="csv">Items, CSV</Tabs.Tab>
          <Tabs.Tab value="votes">Votes</Tabs.Tab>
          <Tabs.Tab value="scores">Scores</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="jsonl" pt="sm">
          <Example name="items.jsonl" text={itemsJsonl(questions)}>
            <List.Item>
              <Code>id</Code> and <Code>prompt</Code> (or <Code>messages</Code>) and <Code>responses</Code> are
              required.
            </List.Item>
            <List.Item>
              <Code>slices</Code> name subsets; agreement is measured in each. <Code>requires</Code> lists the
              qualifications that a rater needs, such as <Code>language:de</Code>. <Code>priority</Code>: higher is
              served first.
            </List.Item>
            <List.Item>
              A row with <Code>gold</Code> becomes a hidden check: raters can’t tell it from work.
            </List.Item>
          </Example>
        </Tabs.Panel>
        <Tabs.Panel value="csv" pt="sm">
          <Example name="items.csv" text={itemsCsv(questions)}>
            <List.Item>
              Responses in <Code>response_1</Code>, <Code>response_2</Code>, … with <Code>model_1</Code>, …
            </List.Item>
            <List.Item>
              Slices in <Code>slice.name</Code>, gold answers in <Code>gold.question</Code>.
            </List.Item>
          </Example>
        </Tabs.Panel>
        <Tabs.Panel value="votes" pt="sm">
          <Example name="votes.csv" text={votesCsv(questions)}>
            <List.Item>
              <Code>item</Code> is the id of an imported item; <Code>rater</Code> any name.
            </List.Item>
            <List.Item>
              <Code>first_shown</Code> (0 or 1) lets side bias be measured; <Code>rater_kind</Code> may be{" "}
              <Code>model</Code>.
            </List.Item>
          </Example>
        </Tabs.Panel>
        <Tabs.Panel value="scores" pt="sm">
          <Example name="scores.jsonl" text={SCORES_JSONL}>
            <List.Item>
              <Code>scores</Code> are a reward model’s, in the order of the item’s responses; higher is better, on any
              scale. As CSV: <Code>score_1</Code>, <Code>score_2</Code>, …
            </List.Item>
            <List.Item>
              <Code>scorer</Code> names the model and its version. Votes are then traced back against it.
            </List.Item>
          </Example>
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

function Example({ name, text, children }: { name: string; text: string; children: ReactNode }) {
  return (
    <Stack gap="xs">
      {/* Scrolls sideways, so it must be reachable by keyboard. */}
      {}
      <Code block mah={150} style={{ overflow: "auto" }} tabIndex={0} aria-label={`Example: ${name}`}>
        {text}
      </Code>
      <Group gap="xs">
        <CopyButton text={text} />
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconDownload size={13} aria-hidden />}
          onClick={() => {
            downloadText(name, text, "text/plain");
          }}
        >
          Download {name}
        </Button>
      </Group>
      <List size="sm" spacing={4}>
        {children}
      </List>
      <Text size="sm" c="dimmed">
        A field that isn’t known is an error, so that a misspelt name never goes unnoticed.
      </Text>
    </Stack>
  );
}
