import { Button, Group, Modal, Stack, Text } from "@mantine/core";

import type { TrainingFeedback } from "@/api/types";
import { Markdown } from "@/components/markdown/Markdown";

import { KnownAnswers } from "../Known";

type Props = { feedback: TrainingFeedback | null; onRead: () => void };

/** What a training answer was worth, and why; at the end of an attempt also what comes next. */
export function TrainingDialog({ feedback, onRead }: Props) {
  return (
    <Modal
      opened={feedback !== null}
      onClose={onRead}
      title={feedback?.passed ? "That is how the project sees it, too" : "The project sees this one differently"}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "presentation" } }}
    >
      {feedback ? (
        <Stack gap="md">
          <div>
            <KnownAnswers known={feedback.answers} />
          </div>
          {feedback.explanation ? <Markdown text={feedback.explanation} /> : null}
          <Text size="sm" c="dimmed">
            {ending(feedback)}
          </Text>
          <Group justify="flex-end">
            <Button data-autofocus onClick={onRead}>
              {feedback.attempt.result === "going" ? "Next task" : "Go on"}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Modal>
  );
}

/** How the attempt stands, kindly. */
function ending({ attempt }: TrainingFeedback): string {
  const { result, passed, done, required, needed } = attempt;
  const right = `${String(passed)} of ${String(done)} so far went the project's way`;
  if (result === "passed")
    return `You are through: ${String(passed)} of ${String(done)}. Real work comes next. Well done!`;
  if (result === "again") {
    return `${String(passed)} of ${String(done)} this time, ${String(needed)} were needed. That happens; you have another attempt, with what you know now.`;
  }
  if (result === "failed") {
    return `${String(passed)} of ${String(done)}, ${String(needed)} were needed. Thank you for taking the time; the lead can go through them with you.`;
  }
  return `${right}; ${String(required - done)} to go.`;
}
