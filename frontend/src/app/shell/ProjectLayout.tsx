import { useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation, useParams } from "react-router";

import { t } from "@/lib/i18n";

import { PAGES } from "./pages";
import classes from "./Shell.module.css";

/** A project's pages beside their navigation. */
export function ProjectLayout() {
  const { id = "" } = useParams();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the pages are one row that scrolls: the page that is open is in sight.
    const row = nav.current;
    const here = row?.querySelector<HTMLElement>('[aria-current="page"]');
    if (row && here && row.scrollWidth > row.clientWidth) here.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <div className={classes.layout}>
      <nav ref={nav} className={classes.nav} aria-label={t("Project")}>
        {PAGES.map(({ title, pages }) => (
          <div key={title} className={classes.group} role="group" aria-label={title ? t(title) : undefined}>
            {title && (
              <span className={classes.groupTitle} aria-hidden>
                {t(title)}
              </span>
            )}
            {pages.map(({ path, label, icon: Icon }) => (
              <NavLink
                key={path}
                to={`/projects/${id}${path && `/${path}`}`}
                end={path === ""}
                className={classes.link}
              >
                <Icon size={17} stroke={1.7} aria-hidden />
                {t(label)}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
