import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { advise, ApiError } from "@/api/errors";

type Props = {
  /** What the person was trying to do: "The items can't be shown". */
  title: string;
  error: unknown;
  onRetry?: () => void;
  retryLabel?: string;
};

/** An error that says what happened and what to do about it. */
export function ErrorNotice({ title, error, onRetry, retryLabel = "Try again" }: Props) {
  const message = error instanceof Error ? error.message : String(error);
  const fields = error instanceof ApiError ? Object.entries(error.fields) : [];
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{message}</Text>
        {fields.length > 0 && (
          <List size="sm">
            {fields.map(([field, messages]) => (
              <List.Item key={field}>
                {field && <b>{field}: </b>}
                {messages.join(" ")}
              </List.Item>
            ))}
          </List>
        )}
        <Text size="sm">{advise(error)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {retryLabel}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
