/** Every address of the front end. Each feature is one lazily loaded folder; a page is its named export. */
import { type ComponentType, lazy, Suspense } from "react";
import { Route, Routes } from "react-router";

import { PageSkeleton } from "@/components/Skeletons";

import { ErrorBoundary } from "./ErrorBoundary";
import { NotFound } from "./NotFound";
import { RequireSignIn } from "./RequireSignIn";

const everything = () => import("@/components/styles/everything.css");

/** The workbench does with the styles that index.html brings. */
const first = () => Promise.resolve();

/** A page from a feature, loaded when its address is first opened, with its styles. Call it once, outside of rendering. */
function page(load: () => Promise<ComponentType>, styles: () => Promise<unknown> = everything) {
  const Page = lazy(async () => {
    const [component] = await Promise.all([load(), styles()]);
    return { default: component };
  });
  return (
    <ErrorBoundary>
      <Suspense fallback={<PageSkeleton />}>
        <Page />
      </Suspense>
    </ErrorBoundary>
  );
}

// The frame is loaded apart too: the workbench does without it, and a rater's first load stays small.
const shell = page(async () => (await import("./shell/Shell")).Shell);
const projectLayout = page(async () => (await import("./shell/ProjectLayout")).ProjectLayout);
const signIn = page(async () => (await import("@/features/sign-in")).SignInPage);
const join = page(async () => (await import("@/features/join")).JoinPage);
const workbench = page(async () => (await import("@/features/workbench")).WorkbenchPage, first);
const feedback = page(async () => (await import("@/features/workbench/feedback")).FeedbackPage);
const account = page(async () => (await import("@/features/account")).AccountPage);
const times = page(async () => (await import("@/features/account")).TimesPage);
const home = page(async () => (await import("@/features/home")).HomePage);

const newProject = page(async () => (await import("@/features/project-new")).NewProjectPage);
const overview = page(async () => (await import("@/features/overview")).OverviewPage);
const items = page(async () => (await import("@/features/items")).ItemsPage);
const item = page(async () => (await import("@/features/items")).ItemPage);
const imports = page(async () => (await import("@/features/imports")).ImportsPage);
const gold = page(async () => (await import("@/features/gold")).GoldPage);
const raters = page(async () => (await import("@/features/raters")).RatersPage);
const rhythm = page(async () => (await import("@/features/rhythm")).RhythmPage);
const review = page(async () => (await import("@/features/review")).ReviewPage);
const reviewDesk = page(async () => (await import("@/features/review")).ReviewDeskPage);
const agreement = page(async () => (await import("@/features/agreement")).AgreementPage);
const leaderboard = page(async () => (await import("@/features/leaderboard")).LeaderboardPage);
const scores = page(async () => (await import("@/features/scores")).ScoresPage);
const traceback = page(async () => (await import("@/features/traceback")).TracebackPage);
const ab = page(async () => (await import("@/features/ab")).LiveAbPage);
const bias = page(async () => (await import("@/features/bias")).BiasPage);
const planner = page(async () => (await import("@/features/planner")).PlannerPage);
const exports = page(async () => (await import("@/features/exports")).ExportsPage);
const settings = page(async () => (await import("@/features/settings")).SettingsPage);

// What the first address needs is fetched while the session is asked for, not one piece after the other.
const start = window.location.pathname;
if (/^\/projects\/\d+/.test(start)) {
  early(() => import("./shell/Shell"));
  early(() => import("./shell/ProjectLayout"));
}
if (/^\/projects\/\d+\/agreement\/?$/.test(start)) early(() => import("@/features/agreement"));

function early(load: () => Promise<unknown>) {
  load().catch(() => {
    // The page asks for the same piece when it is rendered, and says then that it can't be loaded.
  });
}

export function AppRoutes() {
  return (
    <Routes>
      <Route path="/sign-in" element={signIn} />
      <Route path="/join/:token" element={join} />
      <Route element={<RequireSignIn />}>
        <Route path="/work/:id" element={workbench} />
        <Route path="/review/:id" element={reviewDesk} />
        <Route path="/work/:id/feedback" element={feedback} />
        <Route element={shell}>
          <Route index element={home} />
          <Route path="/account" element={account} />
          <Route path="/times" element={times} />
          <Route path="/projects/new" element={newProject} />
          <Route path="/projects/:id" element={projectLayout}>
            {/* The lead's pages, one line each. */}
            <Route index element={overview} />
            <Route path="items" element={items} />
            <Route path="items/:itemId" element={item} />
            <Route path="imports" element={imports} />
            <Route path="raters" element={raters} />
            <Route path="rhythm" element={rhythm} />
            <Route path="review" element={review} />
            <Route path="gold" element={gold} />
            <Route path="agreement" element={agreement} />
            <Route path="leaderboard" element={leaderboard} />
            <Route path="bias" element={bias} />
            <Route path="scores" element={scores} />
            <Route path="traceback" element={traceback} />
            <Route path="ab" element={ab} />
            <Route path="planner" element={planner} />
            <Route path="exports" element={exports} />
            <Route path="settings" element={settings} />
          </Route>
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}
