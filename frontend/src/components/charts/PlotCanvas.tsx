import * as Plot from "@observablehq/plot";
import { use, useEffect, useRef } from "react";

import { FigureContext } from "./figure";
import type { PlotBuilder } from "./PlotView";

interface PlotCanvasProps {
  build: PlotBuilder;
  width: number;
  label: string;
}

/** Draws one Observable Plot figure. Loaded lazily: the library is only fetched where a chart is shown. */
export default function PlotCanvas({ build, width, label }: PlotCanvasProps) {
  const holder = useRef<HTMLDivElement>(null);
  const tellFrame = use(FigureContext);

  useEffect(() => {
    const options = build(Plot, width);
    const drawing = Plot.plot({ ...options, width, className: "chart", style: { background: "none" } });
    // One image with one name: the marks inside are spoken by the table that stands beside every chart.
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", label);
    for (const mark of drawing.querySelectorAll("g[aria-label]")) mark.removeAttribute("aria-label");
    holder.current?.replaceChildren(drawing);
    if (drawing instanceof SVGSVGElement) tellFrame?.(drawing);
    return () => {
      tellFrame?.(null);
      drawing.remove();
    };
  }, [build, width, label, tellFrame]);

  // An axis of numbers runs from left to right in every language.
  return <div ref={holder} dir="ltr" />;
}
