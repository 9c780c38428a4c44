import { ActionIcon, Tooltip } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { type CsvColumn, toCsv } from "@/lib/csv";
import { downloadText, fileName } from "@/lib/download";

interface CsvButtonProps<Row> {
  /** What is downloaded; it also names the file. */
  title: string;
  rows: readonly Row[];
  columns: readonly CsvColumn<Row>[];
}

/** Takes the table that is shown away as CSV. */
export function CsvButton<Row>({ title, rows, columns }: CsvButtonProps<Row>) {
  return (
    <Tooltip label="Download as CSV">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Download ${title} as CSV`}
        onClick={() => {
          downloadText(fileName(title, "csv"), toCsv(rows, columns), "text/csv");
        }}
      >
        <IconDownload size={17} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
