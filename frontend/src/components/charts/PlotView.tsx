import type * as PlotModule from "@observablehq/plot";

import { Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { lazy, Suspense } from "react";

import "./charts.css";

/** Returns the options of a figure `width` pixels wide. Memoise it: a new function draws the figure again. */
export type PlotBuilder = (plot: typeof PlotModule, width: number) => PlotModule.PlotOptions;

const PlotCanvas = lazy(() => import("./PlotCanvas"));

interface PlotViewProps {
  build: PlotBuilder;
  /** The text alternative: what the figure says, in a sentence. */
  label: string;
  /** Height while the library loads, so that the page doesn't jump. */
  height: number;
}

/** A figure as wide as its container. */
export function PlotView({ build, label, height }: PlotViewProps) {
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} className="chart-canvas" style={{ minHeight: height }}>
      {width > 0 ? (
        <Suspense fallback={<Skeleton height={height} radius="sm" />}>
          <PlotCanvas build={build} width={width} label={label} />
        </Suspense>
      ) : null}
    </div>
  );
}
