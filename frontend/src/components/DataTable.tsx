import { Group, Table, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";

import type { CsvColumn } from "@/lib/csv";
import { nextSort, type Sort, sortRows } from "@/lib/sorting";

import classes from "./DataTable.module.css";

export interface Column<Row> extends CsvColumn<Row> {
  key: string;
  /** How the cell looks; the plain value without it. */
  render?: (row: Row) => ReactNode;
  align?: "left" | "right";
  sortable?: boolean;
  width?: number | string;
}

interface DataTableProps<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** The table's name for those who can't see the heading above it. */
  label: string;
  initialSort?: Sort;
  /** Above this height the body scrolls under a header that stays. */
  maxHeight?: number | "none";
  /** The first column stays in sight while the others scroll sideways. */
  firstStays?: boolean;
}

/** A table whose columns sort and whose header stays in sight. */
export function DataTable<Row>({
  rows,
  columns,
  rowKey,
  label,
  initialSort,
  maxHeight = 560,
  firstStays = false,
}: DataTableProps<Row>) {
  const [sort, setSort] = useState<Sort | null>(initialSort ?? null);
  const shown = useMemo(() => {
    const column = columns.find((one) => one.key === sort?.key);
    return sort && column ? sortRows(rows, column.value, sort.direction) : rows;
  }, [rows, columns, sort]);

  return (
    <div className={classes.scroller} style={{ maxHeight }} role="region" aria-label={`${label}: table`} tabIndex={0}>
      <Table
        stickyHeader
        highlightOnHover
        horizontalSpacing="sm"
        className={classes.table}
        data-first-stays={firstStays || undefined}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column.key}
                w={column.width}
                aria-sort={sort?.key === column.key ? ARIA[sort.direction] : undefined}
                className={column.align === "right" ? classes.right : undefined}
              >
                {column.sortable === false ? (
                  column.header
                ) : (
                  <UnstyledButton
                    className={classes.sorter}
                    onClick={() => setSort((current) => nextSort(current, column.key))}
                  >
                    <Group gap={4} wrap="nowrap" justify={column.align === "right" ? "flex-end" : "flex-start"}>
                      {column.header}
                      <SortMark direction={sort?.key === column.key ? sort.direction : null} />
                    </Group>
                  </UnstyledButton>
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td key={column.key} className={column.align === "right" ? classes.right : undefined}>
                  {column.render ? column.render(row) : plain(column.value(row))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          Nothing here yet.
        </Text>
      ) : null}
    </div>
  );
}

const ARIA = { ascending: "ascending", descending: "descending" } as const;

function SortMark({ direction }: { direction: Sort["direction"] | null }) {
  if (direction === "ascending") return <IconArrowUp size={13} aria-hidden="true" />;
  if (direction === "descending") return <IconArrowDown size={13} aria-hidden="true" />;
  return <IconArrowsSort size={13} aria-hidden="true" className={classes.idle} />;
}

function plain(value: ReturnType<CsvColumn<never>["value"]>): ReactNode {
  if (value === null || value === undefined) return <span className={classes.unknown}>–</span>;
  if (typeof value === "number") return Number.isInteger(value) ? value.toLocaleString() : value.toFixed(3);
  return String(value);
}
