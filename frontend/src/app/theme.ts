/**
 * The look: a dark touchstone with a streak of gold on it. Warm stone greys, petrol for what can be acted on, gold only
 * for emphasis. Each text/background pair that the tokens below make meets WCAG AA in light and in dark.
 */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#eaf4f2",
  "#d3e6e2",
  "#a8cec7",
  "#79b4aa",
  "#4f9a8f",
  "#2f8277",
  "#1c6b61",
  "#12574f",
  "#0d453f",
  "#08332f",
];

const gold: MantineColorsTuple = [
  "#fdf6e3",
  "#f8e9c1",
  "#f0d48c",
  "#e7be58",
  "#dcaa35",
  "#c8921d",
  "#9c6f10",
  "#7d580b",
  "#5f4308",
  "#433005",
];

const stone: MantineColorsTuple = [
  "#f8f7f4",
  "#f0eee9",
  "#e4e1da",
  "#d2cec5",
  "#b3aea3",
  "#8f8a7f",
  "#6b675e",
  "#504d46",
  "#35332e",
  "#201f1b",
];

const night: MantineColorsTuple = [
  "#e8e6e0",
  "#c9c6be",
  "#a9a69d",
  "#85827a",
  "#5a5b56",
  "#3c3d3a",
  "#2b2c2a",
  "#262725",
  "#1c1d1c",
  "#141515",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 6, dark: 5 },
  colors: { petrol, gold, gray: stone, dark: night },
  autoContrast: true,
  luminanceThreshold: 0.32,
  black: "#201f1b",
  fontFamily: '"IBM Plex Sans Variable", system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Consolas, monospace',
  headings: {
    fontFamily: '"Newsreader Variable", Georgia, "Noto Serif", serif',
    fontWeight: "560",
    sizes: {
      h1: { fontSize: "1.875rem", lineHeight: "1.2" },
      h2: { fontSize: "1.4375rem", lineHeight: "1.25" },
      h3: { fontSize: "1.1875rem", lineHeight: "1.3" },
      h4: { fontSize: "1.0625rem", lineHeight: "1.35" },
    },
  },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "20px" },
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  shadows: {
    xs: "0 1px 2px rgb(32 31 27 / 8%)",
    sm: "0 1px 3px rgb(32 31 27 / 10%), 0 2px 8px rgb(32 31 27 / 5%)",
    md: "0 4px 16px rgb(32 31 27 / 12%)",
  },
  components: {
    Badge: { defaultProps: { tt: "none", fw: 600 } },
    Anchor: { defaultProps: { underline: "hover" } },
    Modal: {
      styles: { title: { fontFamily: "var(--mantine-font-family-headings)", fontSize: "1.3rem", fontWeight: 560 } },
    },
    Paper: { defaultProps: { radius: "md" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Table: { defaultProps: { verticalSpacing: "xs" } },
  },
});

/** Tokens beyond Mantine's own: surfaces, rules, and the colours that charts share. */
export const cssVariables: CSSVariablesResolver = (current) => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fbfaf8",
    "--mantine-color-dimmed": "#615d55",
    "--ts-surface": "#ffffff",
    "--ts-sunken": "#f3f1ec",
    "--ts-rule": "#dedad1",
    "--ts-ink": "#201f1b",
    "--ts-chosen": current.colors.petrol?.[6] ?? "",
    "--ts-on-chosen": "#ffffff",
    "--ts-accent": current.colors.gold?.[5] ?? "",
    "--ts-accent-text": current.colors.gold?.[7] ?? "",
    "--mantine-color-anchor": current.colors.petrol?.[7] ?? "",
    "--mantine-color-error": "#b3261e",
    "--ts-code-keyword": "#6a2bc4",
    "--ts-code-string": "#1c6b3a",
    "--ts-code-number": "#9a4a00",
    "--ts-code-title": "#0b5cad",
    "--ts-chart-1": "#1c6b61",
    "--ts-chart-2": "#b4540a",
    "--ts-chart-3": "#5b4a9c",
    "--ts-chart-4": "#8a6a00",
  },
  dark: {
    // Buttons take their letters' colour from the light scheme (white), so the dark one must be deep enough for it.
    "--mantine-color-petrol-filled": current.colors.petrol?.[5] ?? "",
    "--mantine-color-petrol-filled-hover": current.colors.petrol?.[6] ?? "",
    // Tints that stand out from the dark surfaces, where the library's own are nearly black.
    "--mantine-color-petrol-light": "rgb(79 154 143 / 22%)",
    "--mantine-color-petrol-light-hover": "rgb(79 154 143 / 30%)",
    "--mantine-color-petrol-light-color": current.colors.petrol?.[1] ?? "",
    "--mantine-color-gold-light": "rgb(220 170 53 / 20%)",
    "--mantine-color-gold-light-hover": "rgb(220 170 53 / 28%)",
    "--mantine-color-gold-light-color": current.colors.gold?.[2] ?? "",
    "--mantine-color-body": "#171818",
    "--mantine-color-dimmed": "#a9a69d",
    "--ts-surface": "#1f201f",
    "--ts-sunken": "#121313",
    "--ts-rule": "#3a3a36",
    "--ts-ink": "#e8e6e0",
    "--ts-chosen": current.colors.petrol?.[3] ?? "",
    "--ts-on-chosen": "#10201d",
    "--ts-accent": current.colors.gold?.[4] ?? "",
    "--ts-accent-text": current.colors.gold?.[3] ?? "",
    "--mantine-color-anchor": current.colors.petrol?.[3] ?? "",
    "--mantine-color-error": "#ff9a8f",
    "--ts-code-keyword": "#c3a6ff",
    "--ts-code-string": "#8fd19e",
    "--ts-code-number": "#f0b07a",
    "--ts-code-title": "#8ec5ff",
    "--ts-chart-1": "#64b3a6",
    "--ts-chart-2": "#f0995c",
    "--ts-chart-3": "#ab9bea",
    "--ts-chart-4": "#dcb84a",
  },
});
