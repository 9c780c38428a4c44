import type * as PlotModule from "@observablehq/plot";

import { useCallback, useMemo } from "react";

import { PlotView } from "./PlotView";
import { BUCKET_MS, endOf, paceHeight, paceText, type TimelineShift } from "./timeline";

interface DayTimelineProps {
  shifts: readonly TimelineShift[];
  label: string;
  /** With the tracks that only leads see: freshness, checks, alarms. */
  checks?: boolean;
}

const TRACK = 46;
const OWN_TRACKS = ["Judgments", "Pace"];
const LEAD_TRACKS = ["Judgments", "Pace", "Freshness", "Checks"];

/** A day on one clock, a track for each thing: bars of judgments, pace against usual, breaks as bands across. */
export function DayTimeline({ shifts, label, checks = false }: DayTimelineProps) {
  const tracks = checks ? LEAD_TRACKS : OWN_TRACKS;
  const height = tracks.length * TRACK + 44;
  const data = useMemo(() => marksOf(shifts), [shifts]);
  const build = useCallback(
    (plot: typeof PlotModule, width: number): PlotModule.PlotOptions => {
      const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
      const everywhere = <T,>(rows: readonly T[]) => tracks.flatMap((track) => rows.map((row) => ({ ...row, track })));
      const marks: PlotModule.Markish[] = [
        plot.axisX({ label: null, ticks: width < 520 ? 4 : 8, tickSize: 0, fill: "var(--chart-muted)" }),
        plot.axisFy({ label: null, tickSize: 0, fill: "var(--chart-muted)", anchor: "left", textAnchor: "end" }),
        plot.rect(everywhere(data.spans), {
          fy: "track",
          x1: "from",
          x2: "to",
          y1: 0,
          y2: 1,
          fill: "var(--chart-grid)",
          fillOpacity: 0.35,
        }),
        plot.rect(everywhere(data.breaks), {
          fy: "track",
          x1: "from",
          x2: "to",
          y1: 0,
          y2: 1,
          fill: "var(--chart-third)",
          fillOpacity: 0.28,
        }),
        plot.ruleY(
          tracks.map((track) => ({ track })),
          { fy: "track", y: 0, stroke: "var(--chart-axis)" },
        ),
        plot.rectY(data.parts, {
          fy: () => "Judgments",
          x1: "from",
          x2: "to",
          y1: 0,
          y2: (part: Part) => part.judgments / data.most,
          insetLeft: 0.5,
          insetRight: 0.5,
          fill: "var(--chart-accent)",
        }),
        plot.ruleY([0.5], { fy: () => "Pace", stroke: "var(--chart-reference)", strokeDasharray: "3,4" }),
        plot.line(data.paces, {
          fy: () => "Pace",
          x: "middle",
          y: "height",
          z: "shift",
          stroke: "var(--chart-accent)",
          strokeWidth: 2,
        }),
        plot.dot(data.paces, { fy: () => "Pace", x: "middle", y: "height", r: 2, fill: "var(--chart-accent)" }),
      ];
      if (checks) {
        marks.push(
          plot.line(data.freshness, {
            fy: () => "Freshness",
            x: "at",
            y: "freshness",
            z: "shift",
            curve: "step-after",
            stroke: "var(--chart-accent)",
            strokeWidth: 2,
          }),
          plot.text(data.checks, {
            fy: () => "Checks",
            x: "middle",
            y: 0.5,
            text: "text",
            fill: "var(--chart-ink)",
            fontSize: 11,
          }),
          plot.dot(data.alarms, {
            fy: () => "Freshness",
            x: "at",
            y: 0.88,
            r: 5,
            symbol: "triangle",
            fill: "var(--chart-warn)",
            stroke: "var(--chart-surface)",
          }),
          plot.tip(
            data.alarms,
            plot.pointerX({ fy: () => "Freshness", x: "at", y: 0.88, fontSize: 12.5, title: "words" }),
          ),
        );
      }
      marks.push(
        plot.tip(
          data.parts,
          plot.pointerX({
            fy: () => "Judgments",
            x: "middle",
            y: (part: Part) => part.judgments / data.most,
            fontSize: 12.5,
            lineHeight: 1.3,
            title: (part: Part) =>
              `${time.format(part.from)} – ${time.format(part.to)}\n${String(part.judgments)} judgments, ${paceText(part.pace)}`,
          }),
        ),
      );
      return {
        height,
        marginLeft: 74,
        marginRight: 12,
        marginTop: 6,
        marginBottom: 36,
        x: { type: "time", inset: 6 },
        y: { domain: [0, 1], axis: null },
        fy: { domain: tracks, padding: 0.18 },
        marks,
      };
    },
    [data, tracks, checks, height],
  );
  return <PlotView build={build} label={label} height={height} />;
}

interface Part {
  from: Date;
  to: Date;
  middle: Date;
  judgments: number;
  pace: number | null;
}

function marksOf(shifts: readonly TimelineShift[]) {
  const parts = shifts.flatMap((shift) =>
    shift.ten_minutes.map((part) => {
      const from = new Date(part.starts_at);
      return {
        ...part,
        shift: shift.id,
        from,
        to: new Date(from.getTime() + BUCKET_MS),
        middle: new Date(from.getTime() + BUCKET_MS / 2),
      };
    }),
  );
  return {
    parts,
    most: Math.max(1, ...parts.map((part) => part.judgments)),
    spans: shifts.map((shift) => ({ from: new Date(shift.started_at), to: endOf(shift) })),
    breaks: shifts.flatMap((shift) =>
      shift.breaks.map((pause) => ({
        from: new Date(pause.started_at),
        to: pause.ended_at ? new Date(pause.ended_at) : endOf(shift),
      })),
    ),
    paces: parts.flatMap((part) => (part.pace === null ? [] : [{ ...part, height: paceHeight(part.pace) }])),
    freshness: shifts.flatMap((shift) =>
      (shift.freshness ?? []).map((point) => ({ ...point, shift: shift.id, at: new Date(point.at) })),
    ),
    checks: parts
      .map((part) => ({ ...part, text: `${"●".repeat(part.passed ?? 0)}${"○".repeat(part.missed ?? 0)}` }))
      .filter((part) => part.text !== ""),
    alarms: shifts.flatMap((shift) =>
      (shift.alarms ?? []).map((alarm) => ({ at: new Date(alarm.at), words: alarm.what })),
    ),
  };
}
