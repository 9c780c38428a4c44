/** Shaping of square matrices: who meets whom, and how strong each cell's colour is. */

export interface MatrixCell {
  row: string;
  column: string;
  /** Null where the two never met. */
  value: number | null;
  text: string;
  /** The whole cell in words. */
  description: string;
}

/** Cells by "row → column"; a later cell of the same place wins. */
export function indexCells(cells: readonly MatrixCell[]): Map<string, MatrixCell> {
  return new Map(cells.map((cell) => [cellKey(cell.row, cell.column), cell]));
}

export function cellKey(row: string, column: string): string {
  return JSON.stringify([row, column]);
}

/**
 * How strong a cell's colour is, 10 to 100: the least still differs from "nothing".
 *
 * The style sheet scales it to what letters stay readable on, in light and in dark.
 */
export function tint(value: number, range: readonly [number, number]): number {
  const span = range[1] - range[0];
  const share = span === 0 ? 1 : (value - range[0]) / span;
  return Math.round(10 + Math.min(1, Math.max(0, share)) * 90);
}
