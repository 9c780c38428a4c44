import {
  type Icon,
  IconActivityHeartbeat,
  IconCalculator,
  IconChartDots,
  IconCircleCheck,
  IconDownload,
  IconFileImport,
  IconGavel,
  IconLayoutDashboard,
  IconListDetails,
  IconScale,
  IconStars,
  IconSwords,
  IconTarget,
  IconSettings,
  IconTrophy,
  IconUsers,
} from "@tabler/icons-react";

interface Page {
  path: string;
  label: string;
  icon: Icon;
}

/** A project's pages in the order of a study: what is collected, whether it can be trusted, what it says. */
export const PAGES: { title: string | null; pages: Page[] }[] = [
  { title: null, pages: [{ path: "", label: "Overview", icon: IconLayoutDashboard }] },
  {
    title: "Collect",
    pages: [
      { path: "items", label: "Items", icon: IconListDetails },
      { path: "imports", label: "Imports", icon: IconFileImport },
      { path: "raters", label: "Raters", icon: IconUsers },
      { path: "rhythm", label: "Rhythm", icon: IconActivityHeartbeat },
    ],
  },
  {
    title: "Trust",
    pages: [
      { path: "agreement", label: "Agreement", icon: IconChartDots },
      { path: "gold", label: "Gold", icon: IconCircleCheck },
      { path: "review", label: "Review", icon: IconGavel },
    ],
  },
  {
    title: "Results",
    pages: [
      { path: "leaderboard", label: "Leaderboard", icon: IconTrophy },
      { path: "scores", label: "Scores", icon: IconStars },
      { path: "bias", label: "Bias", icon: IconScale },
      { path: "traceback", label: "Trace-back", icon: IconTarget },
      { path: "ab", label: "A/B test", icon: IconSwords },
      { path: "exports", label: "Exports", icon: IconDownload },
    ],
  },
  {
    title: "Project",
    pages: [
      { path: "planner", label: "Planner", icon: IconCalculator },
      { path: "settings", label: "Settings", icon: IconSettings },
    ],
  },
];
