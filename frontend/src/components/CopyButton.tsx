import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies `text` and says that it did, or that the browser refused. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  const shown = clipboard.error ? "The browser refused; select and copy" : clipboard.copied ? "Copied" : label;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={clipboard.copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
      onClick={() => {
        clipboard.copy(text);
      }}
    >
      {shown}
    </Button>
  );
}
