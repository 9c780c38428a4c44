import * as Plot from "@observablehq/plot";
import { useEffect, useRef } from "react";

import type { PlotBuilder } from "./PlotView";

interface PlotCanvasProps {
  build: PlotBuilder;
  width: number;
  label: string;
}

/** Draws one Observable Plot figure. Loaded lazily: the library is only fetched where a chart is shown. */
export default function PlotCanvas({ build, width, label }: PlotCanvasProps) {
  const holder = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const options = build(Plot, width);
    const drawing = Plot.plot({ ...options, width, className: "chart", style: { background: "none" } });
    // One image with one name: the marks inside are spoken by the table that stands beside every chart.
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", label);
    for (const mark of drawing.querySelectorAll("g[aria-label]")) mark.removeAttribute("aria-label");
    holder.current?.replaceChildren(drawing);
    return () => drawing.remove();
  }, [build, width, label]);

  // An axis of numbers runs from left to right in every language.
  return <div ref={holder} dir="ltr" />;
}
