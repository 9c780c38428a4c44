import { Alert, Button, Group, Text } from "@mantine/core";

import { ErrorNotice } from "@/components/ErrorNotice";

import { useFreshness } from "../queries";

const SCALE = [
  { fresh: 1, word: "spent" },
  { fresh: 2, word: "tired" },
  { fresh: 3, word: "so-so" },
  { fresh: 4, word: "good" },
  { fresh: 5, word: "fresh" },
];

type Props = { project: number; shift: number; onSaid: (said: string) => void };

/** Asks once in a while, takes one tap, and takes no for an answer. */
export function HowFresh({ project, shift, onSaid }: Props) {
  const say = useFreshness(project);
  const tell = (fresh: number) => {
    say.mutate(
      { shift, fresh },
      {
        onSuccess: () => {
          onSaid(fresh === 0 ? "All right." : "Thank you, noted.");
        },
      },
    );
  };
  return (
    <Alert color="petrol" variant="light" p="xs">
      <Group justify="space-between" role="group" aria-label="How fresh do you feel?">
        <Text size="sm">
          How fresh do you feel?{" "}
          <Text span size="sm" c="dimmed">
            It only helps to time your breaks.
          </Text>
        </Text>
        <Group gap={4}>
          {SCALE.map(({ fresh, word }) => (
            <Button
              key={fresh}
              size="compact-sm"
              variant="default"
              disabled={say.isPending}
              onClick={() => {
                tell(fresh);
              }}
            >
              {fresh} · {word}
            </Button>
          ))}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={say.isPending}
            onClick={() => {
              tell(0);
            }}
          >
            Not now
          </Button>
        </Group>
      </Group>
      {say.isError && <ErrorNotice title="That could not be saved" error={say.error} />}
    </Alert>
  );
}
