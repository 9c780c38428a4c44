import type * as PlotModule from "@observablehq/plot";

import { useCallback } from "react";

import {
  asDecimal,
  type IntervalRow,
  intervalDomain,
  intervalSentence,
  intervalText,
  known,
  labelWidth,
  type NumberFormat,
  shorten,
} from "./intervals";
import { PlotView } from "./PlotView";

export interface Series {
  name: string;
  /** The token of its colour: "accent", "second", "third" or "fourth". */
  colour: "accent" | "second" | "third" | "fourth";
}

interface IntervalChartProps {
  rows: readonly IntervalRow[];
  label: string;
  /** What the axis measures. */
  axis: string;
  format?: NumberFormat;
  /** A value to compare with, drawn as a dashed line. */
  reference?: { value: number; label: string };
  bounds?: readonly [number, number];
  include?: readonly number[];
  /** Where the axis has lines, of those that lie within what is drawn; even steps unless said. */
  ticks?: readonly number[];
  /** Two series are drawn one below the other on each row. */
  series?: readonly Series[];
}

const ROW = 30;
const VALUE_COLUMN = 142;
const NARROW = 520;

/** Dots with whiskers, one row each: the value, its interval, and how both compare with the reference. */
export function IntervalChart({
  rows,
  label,
  axis,
  format = asDecimal,
  reference,
  bounds,
  include,
  ticks,
  series,
}: IntervalChartProps) {
  const keys = [...new Set(rows.map((row) => row.key))];
  const rowHeight = ROW + ((series?.length ?? 1) - 1) * 12;
  const height = keys.length * rowHeight + 54;

  const build = useCallback(
    (plot: typeof PlotModule, width: number): PlotModule.PlotOptions => {
      const order = [...new Set(rows.map((row) => row.key))];
      const labels = new Map(rows.map((row) => [row.key, row.label]));
      const narrow = width < NARROW;
      const marginLeft = labelWidth([...labels.values()], Math.min(240, width * (narrow ? 0.4 : 0.32)));
      const marginRight = narrow ? 16 : VALUE_COLUMN + 4;
      const shown = [...(include ?? []), ...(reference ? [reference.value] : [])];
      const domain = intervalDomain(rows, { include: shown, ...(bounds ? { bounds } : {}) });
      const lines = ticks?.filter((tick) => tick >= domain[0] && tick <= domain[1]);
      const groups = series ?? [{ name: "", colour: "accent" as const }];
      const marks: PlotModule.Markish[] = [
        plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1, ...(lines ? { ticks: lines } : {}) }),
        plot.axisX({
          // A label wider than the axis would be cut; the chart's name says what it measures as well.
          label: axis.length * 6.4 < width - marginLeft - marginRight ? axis : null,
          labelAnchor: "center",
          labelArrow: "none",
          tickFormat: format,
          ticks: lines ?? (narrow ? 4 : 7),
          tickSize: 0,
          fill: "var(--chart-muted)",
        }),
        plot.axisY({
          tickFormat: (key: string) => shorten(labels.get(key) ?? key, Math.floor((marginLeft - 12) / 6.4)),
          label: null,
          tickSize: 0,
          fill: "var(--chart-ink)",
          fontSize: 13,
        }),
      ];
      if (reference) {
        marks.push(
          plot.ruleX([reference.value], { stroke: "var(--chart-reference)", strokeDasharray: "3,4" }),
          plot.text([reference], {
            x: "value",
            text: "label",
            frameAnchor: "top",
            dy: -14,
            fill: "var(--chart-reference)",
          }),
        );
      }
      groups.forEach((group, index) => {
        const mine = rows.filter((row) => !series || row.series === group.name);
        const drawn = known(mine);
        const dy = (index - (groups.length - 1) / 2) * 14;
        const stroke = (row: IntervalRow) => (row.flagged ? "var(--chart-warn)" : `var(--chart-${group.colour})`);
        marks.push(
          plot.ruleY(
            drawn.filter((row) => row.low !== null && row.high !== null),
            { x1: "low", x2: "high", y: "key", stroke, strokeWidth: 3, strokeOpacity: 0.5, strokeLinecap: "round", dy },
          ),
          plot.dot(drawn, {
            x: "value",
            y: "key",
            r: 5,
            fill: (row: IntervalRow) => (row.hollow ? "var(--chart-surface)" : stroke(row)),
            stroke: (row: IntervalRow) => (row.hollow ? stroke(row) : "var(--chart-surface)"),
            strokeWidth: 1.5,
            dy,
          }),
          plot.dot(
            drawn.filter((row) => row.flagged),
            { x: "value", y: "key", r: 8.5, stroke: "var(--chart-warn)", strokeWidth: 1.5, dy },
          ),
          plot.text(mine, {
            y: "key",
            text: (row: IntervalRow) => (row.value === null ? "unknown" : narrow ? "" : intervalText(row, format)),
            frameAnchor: "right",
            textAnchor: "end",
            dx: narrow ? 0 : VALUE_COLUMN,
            dy,
            fill: "var(--chart-ink)",
            fontSize: 12,
          }),
        );
      });
      // One tip for the row, saying all of its series: two would cover each other.
      const tips = order.flatMap((key) => {
        const mine = rows.filter((row) => row.key === key);
        const [first] = known(mine);
        const title = mine.map((row) => intervalSentence(row, format)).join("\n");
        return first ? [{ key, value: first.value, title }] : [];
      });
      marks.push(
        plot.tip(
          tips,
          plot.pointerY({ x: "value", y: "key", title: "title", fontSize: 12.5, lineHeight: 1.3, lineWidth: 34 }),
        ),
      );
      return {
        height: order.length * rowHeight + 54,
        marginLeft,
        marginRight,
        marginTop: reference ? 24 : 10,
        marginBottom: 36,
        x: { domain },
        y: { type: "band", domain: order, padding: 0.1 },
        marks,
      };
    },
    [rows, axis, format, reference, bounds, include, ticks, series, rowHeight],
  );

  return (
    <>
      {series ? (
        <div className="chart-legend" aria-hidden="true">
          {series.map((one) => (
            <span key={one.name}>
              <span className="chart-legend-swatch" style={{ background: `var(--chart-${one.colour})` }} />
              {one.name}
            </span>
          ))}
        </div>
      ) : null}
      <PlotView build={build} label={label} height={height} />
    </>
  );
}
