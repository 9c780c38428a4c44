import { Badge, Group, Text } from "@mantine/core";

import type { QuestionOverview } from "@/api/types";
import { EstimateValue } from "@/components/EstimateValue";
import { Panel } from "@/components/Panel";
import { count, fixed, percent } from "@/lib/numbers";

import { ReadingScale } from "./ReadingScale";

const COLOURS: Record<string, string> = { reliable: "petrol", tentative: "gold", unreliable: "red", unknown: "gray" };

/** The one number: Krippendorff's alpha, its interval, and what that permits. */
export function HeadlinePanel({ question }: { question: QuestionOverview }) {
  const alpha = question.krippendorff_alpha;
  const shared = question.n_items > 0 ? question.n_items_overlap / question.n_items : 0;
  return (
    <Panel title={question.title} hint={`Krippendorff’s alpha, ${question.level} · ${question.question}`}>
      <Group gap="md" align="center" mb="sm">
        <EstimateValue estimate={alpha} format={fixed} size={34} />
        <Badge size="lg" variant="light" color={COLOURS[question.reading.word] ?? "gray"}>
          {question.reading.word}
        </Badge>
      </Group>
      <ReadingScale estimate={alpha} />
      <Text mt="md">{question.reading.sentence}</Text>
      <Text size="sm" c="dimmed" mt="xs">
        {count(question.n_judgments)} judgments of {count(question.n_items)} items by {count(question.n_raters)} raters;{" "}
        {count(question.n_items_overlap)} items ({percent(shared, 0)}) were judged by two or more.
      </Text>
      <Text size="xs" c="dimmed" mt="xs">
        Method: {alpha.method}.
      </Text>
    </Panel>
  );
}
