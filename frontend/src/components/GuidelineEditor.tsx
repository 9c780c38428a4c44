import { Box, Group, Tabs, Text, Textarea } from "@mantine/core";

import { Markdown } from "./markdown/Markdown";

interface GuidelineEditorProps {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  error?: string;
  minRows?: number;
}

/** Markdown of a guideline beside what raters will read. */
export function GuidelineEditor({ value, onChange, label = "Guideline", error, minRows = 14 }: GuidelineEditorProps) {
  const words = value.trim() === "" ? 0 : value.trim().split(/\s+/).length;
  return (
    <Tabs defaultValue="write" variant="outline" keepMounted={false}>
      <Group justify="space-between" align="flex-end">
        <Tabs.List>
          <Tabs.Tab value="write">Write</Tabs.Tab>
          <Tabs.Tab value="preview">Preview as raters see it</Tabs.Tab>
        </Tabs.List>
        <Text size="sm" c="dimmed">
          {words} {words === 1 ? "word" : "words"} · Markdown
        </Text>
      </Group>
      <Tabs.Panel value="write" pt="xs">
        <Textarea
          aria-label={label}
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
          error={error}
          autosize
          minRows={minRows}
          maxRows={28}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13.5 } }}
        />
      </Tabs.Panel>
      <Tabs.Panel value="preview" pt="xs">
        <Box p="md" mih={200} style={{ border: "1px solid var(--ts-rule)", borderRadius: "var(--mantine-radius-sm)" }}>
          {words > 0 ? <Markdown text={value} /> : <Text c="dimmed">Nothing written yet.</Text>}
        </Box>
      </Tabs.Panel>
    </Tabs>
  );
}
