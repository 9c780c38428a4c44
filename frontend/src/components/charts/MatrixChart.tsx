import { type CSSProperties, Fragment } from "react";

import { cellKey, indexCells, type MatrixCell, tint } from "./matrix";

import classes from "./MatrixChart.module.css";

interface MatrixChartProps {
  rows: readonly string[];
  columns: readonly string[];
  cells: readonly MatrixCell[];
  /** The values that get the faintest and the strongest colour. */
  range: readonly [number, number];
  label: string;
  /** What the first column and the header row hold, such as "Rater". */
  corner: string;
  /** Rows that meet themselves say something: categories do, raters don't. */
  withDiagonal?: boolean;
}

/** A heat map that is a real table: each cell says its value, and its name says all that stands behind it. */
export function MatrixChart({ rows, columns, cells, range, label, corner, withDiagonal = false }: MatrixChartProps) {
  const byPlace = indexCells(cells);
  return (
    <div className={classes.scroller} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.matrix}>
        <caption className={classes.caption}>{label}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              {corner}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className={classes.column}>
                <span>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row" className={classes.row}>
                {row}
              </th>
              {columns.map((column) => (
                <Fragment key={column}>
                  {row === column && !withDiagonal ? (
                    <td className={classes.same} aria-label="the same" />
                  ) : (
                    <Cell cell={byPlace.get(cellKey(row, column))} range={range} />
                  )}
                </Fragment>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell, range }: { cell: MatrixCell | undefined; range: readonly [number, number] }) {
  // The browser's own tooltip: hundreds of cells with a floating one each would take the page's first second.
  if (!cell || cell.value === null) {
    const why = cell?.description ?? "never met";
    return (
      <td className={classes.unknown} title={why}>
        <span aria-hidden="true">–</span>
        <span className={classes.spoken}>{why}</span>
      </td>
    );
  }
  return (
    <td
      className={classes.cell}
      style={{ "--tint": tint(cell.value, range) } as CSSProperties}
      title={cell.description}
    >
      <span aria-hidden="true">{cell.text}</span>
      <span className={classes.spoken}>{cell.description}</span>
    </td>
  );
}
