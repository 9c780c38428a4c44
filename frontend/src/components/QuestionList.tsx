import { Badge, Code, Group, Stack, Text } from "@mantine/core";

import type { Question } from "@/api/types";
import { describeQuestion } from "@/lib/questions";

type Asked = Omit<Question, "id" | "position" | "asked_from" | "retired_in">;

/** What raters are asked, question by question. */
export function QuestionList({ questions }: { questions: readonly Asked[] }) {
  return (
    <Stack gap="sm">
      {questions.map((question) => (
        <Group key={question.key} gap="sm" align="flex-start" wrap="nowrap">
          <Badge variant="light" color={question.required ? "petrol" : "gray"} w={96} style={{ flex: "none" }}>
            {question.kind}
          </Badge>
          <div>
            <Text size="sm" fw={600}>
              {question.title} <Code>{question.key}</Code>
            </Text>
            <Text size="sm" c="dimmed">
              {describeQuestion(question)}
            </Text>
          </div>
        </Group>
      ))}
    </Stack>
  );
}
