import { createContext } from "react";

/** Tells the frame around it which drawing a chart made, or null once it is gone. */
export const FigureContext = createContext<((drawing: SVGSVGElement | null) => void) | null>(null);

/** What a drawing takes from the page's style sheets, which a file has none of. */
const CARRIED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-opacity",
  "stroke-width",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "text-anchor",
] as const;
const AIR = 12;

/** The drawing as the text of an SVG file that looks the same anywhere, with its title above it. */
export function svgText(drawing: SVGSVGElement, title: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>("*")];
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((node, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of CARRIED) {
      const value = style.getPropertyValue(name);
      if (value) node.setAttribute(name, value);
    }
    node.removeAttribute("class");
    node.removeAttribute("style");
  });
  for (const unwanted of copy.querySelectorAll("style, [aria-label='tip']")) unwanted.remove();
  const { width, height } = sizeOf(drawing);
  const style = getComputedStyle(drawing.closest("section") ?? drawing);
  const surface = getComputedStyle(document.documentElement).getPropertyValue("--ts-surface").trim() || "#fff";
  copy.setAttribute("x", String(AIR));
  copy.setAttribute("y", String(AIR + 28));
  copy.setAttribute("overflow", "visible");
  const heading = document.createElement("text");
  heading.textContent = title;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width + 2 * AIR)}" height="${String(height + 2 * AIR + 28)}">`,
    `<rect width="100%" height="100%" fill="${surface}"/>`,
    `<text x="${String(AIR)}" y="${String(AIR + 14)}" font-family="sans-serif" font-size="15" font-weight="600" `,
    `fill="${style.color}">${heading.innerHTML}</text>`,
    new XMLSerializer().serializeToString(copy),
    "</svg>",
  ].join("\n");
}

function sizeOf(drawing: SVGSVGElement): { width: number; height: number } {
  return { width: drawing.width.baseVal.value, height: drawing.height.baseVal.value };
}

/** The drawing as a PNG file, two pixels to one of the screen. Rejects where the browser can't draw it. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser made no picture."));
    }, "image/png");
  });
}
