import { Group, SegmentedControl, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";

import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";

import { FigureContext } from "./figure";
import { PictureMenu } from "./PictureMenu";

import "./charts.css";

interface ChartFrameProps<Row> {
  title: string;
  /** What to look for, in a sentence. */
  hint?: ReactNode;
  /** The same figures as a table: for readers who can't see the chart, and for those who want the digits. */
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  children: ReactNode;
  /** Heading level under the page's own. */
  order?: 2 | 3 | 4;
  /** Takes the place of the table as CSV: a download from the server, say, which has the methods too. */
  download?: ReactNode;
}

/** What every chart stands in: its title, its hint, and the choice to read it as a table or take it as CSV. */
export function ChartFrame<Row>({
  title,
  hint,
  rows,
  columns,
  rowKey,
  children,
  order = 3,
  download,
}: ChartFrameProps<Row>) {
  const [view, setView] = useState<"chart" | "table">("chart");
  const [drawing, setDrawing] = useState<SVGSVGElement | null>(null);
  const id = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" gap="xs" className="chart-head">
        <div>
          <Title order={order} size="h4" id={id}>
            {title}
          </Title>
          {hint ? (
            <Text size="sm" c="dimmed" maw={640}>
              {hint}
            </Text>
          ) : null}
        </div>
        <Group gap={6} wrap="nowrap" className="chart-actions">
          <SegmentedControl
            size="xs"
            value={view}
            onChange={(next) => setView(next === "table" ? "table" : "chart")}
            aria-label={`View of ${title}`}
            data={[
              { value: "chart", label: "Chart" },
              { value: "table", label: "Table" },
            ]}
          />
          {drawing && <PictureMenu title={title} drawing={drawing} />}
          {download ?? <CsvButton title={title} rows={rows} columns={columns} />}
        </Group>
      </Group>
      {view === "chart" ? (
        <>
          <FigureContext value={setDrawing}>{children}</FigureContext>
          <VisuallyHidden>The Table view above holds the same figures.</VisuallyHidden>
        </>
      ) : (
        <DataTable rows={rows} columns={columns} rowKey={rowKey} label={title} />
      )}
    </Stack>
  );
}
