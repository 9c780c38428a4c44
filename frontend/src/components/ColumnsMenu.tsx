import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";

interface ColumnsMenuProps {
  /** What is shown or hidden, for those who can't see the table. */
  title: string;
  columns: readonly { key: string; header: string }[];
  shown: ReadonlySet<string>;
  onChange: (shown: ReadonlySet<string>) => void;
}

/** Chooses which of a table's secondary columns are shown. */
export function ColumnsMenu({ title, columns, shown, onChange }: ColumnsMenuProps) {
  const toggle = (key: string, on: boolean) => {
    const next = new Set(shown);
    if (on) next.add(key);
    else next.delete(key);
    onChange(next);
  };
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconColumns3 size={15} aria-hidden />}
          aria-label={`Columns of ${title}`}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Columns of ${title}`}>
        <Stack gap="xs">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              size="sm"
              label={column.header}
              checked={shown.has(column.key)}
              onChange={(event) => {
                toggle(column.key, event.currentTarget.checked);
              }}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
