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

import { msg } from "@/lib/i18n";

interface Page {
  path: string;
  label: string;
  icon: Icon;
}

/** A project's pages in the order of a study: what is collected, whether it can be trusted, what it says. */
export const PAGES: { title: string | null; pages: Page[] }[] = [
  { title: null, pages: [{ path: "", label: msg("Overview"), icon: IconLayoutDashboard }] },
  {
    title: msg("Collect"),
    pages: [
      { path: "items", label: msg("Items"), icon: IconListDetails },
      { path: "imports", label: msg("Imports"), icon: IconFileImport },
      { path: "raters", label: msg("Raters"), icon: IconUsers },
      { path: "rhythm", label: msg("Rhythm"), icon: IconActivityHeartbeat },
    ],
  },
  {
    title: msg("Trust"),
    pages: [
      { path: "agreement", label: msg("Agreement"), icon: IconChartDots },
      { path: "gold", label: msg("Gold"), icon: IconCircleCheck },
      { path: "review", label: msg("Review"), icon: IconGavel },
    ],
  },
  {
    title: msg("Results"),
    pages: [
      { path: "leaderboard", label: msg("Leaderboard"), icon: IconTrophy },
      { path: "scores", label: msg("Scores"), icon: IconStars },
      { path: "bias", label: msg("Bias"), icon: IconScale },
      { path: "traceback", label: msg("Trace-back"), icon: IconTarget },
      { path: "ab", label: msg("A/B test"), icon: IconSwords },
      { path: "exports", label: msg("Exports"), icon: IconDownload },
    ],
  },
  {
    title: msg("Project"),
    pages: [
      { path: "planner", label: msg("Planner"), icon: IconCalculator },
      { path: "settings", label: msg("Settings"), icon: IconSettings },
    ],
  },
];
