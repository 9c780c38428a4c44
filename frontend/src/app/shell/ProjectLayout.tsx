import {
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
import { NavLink, Outlet, useParams } from "react-router";

import classes from "./Shell.module.css";

const PAGES = [
  { path: "", label: "Overview", icon: IconLayoutDashboard },
  { path: "items", label: "Items", icon: IconListDetails },
  { path: "imports", label: "Imports", icon: IconFileImport },
  { path: "raters", label: "Raters", icon: IconUsers },
  { path: "rhythm", label: "Rhythm", icon: IconActivityHeartbeat },
  { path: "review", label: "Review", icon: IconGavel },
  { path: "gold", label: "Gold", icon: IconCircleCheck },
  { path: "agreement", label: "Agreement", icon: IconChartDots },
  { path: "bias", label: "Bias", icon: IconScale },
  { path: "leaderboard", label: "Leaderboard", icon: IconTrophy },
  { path: "scores", label: "Scores", icon: IconStars },
  { path: "ab", label: "A/B test", icon: IconSwords },
  { path: "traceback", label: "Trace-back", icon: IconTarget },
  { path: "planner", label: "Planner", icon: IconCalculator },
  { path: "exports", label: "Exports", icon: IconDownload },
  { path: "settings", label: "Settings", icon: IconSettings },
];

/** A project's pages beside their navigation. */
export function ProjectLayout() {
  const { id } = useParams();
  return (
    <div className={classes.layout}>
      <nav className={classes.nav} aria-label="Project">
        {PAGES.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            to={`/projects/${id ?? ""}${path && `/${path}`}`}
            end={path === ""}
            className={classes.link}
          >
            <Icon size={17} stroke={1.7} aria-hidden />
            {label}
          </NavLink>
        ))}
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
