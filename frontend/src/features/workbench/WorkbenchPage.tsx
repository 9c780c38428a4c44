import { Container } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useParams } from "react-router";

import { useMe } from "@/api/session";
import type { Me, ShiftSummary, Workbench } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageSkeleton } from "@/components/Skeletons";

import { Desk } from "./desk/Desk";
import type { Outbox, OutboxState } from "./outbox/outbox";
import { useOutbox } from "./outbox/useOutbox";
import { useWorkbench } from "./queries";
import { StartScreen } from "./screens/StartScreen";

// Shown before or after the work, or instead of it: the first load of a rater at work does without them.
const BreakScreen = lazy(async () => ({ default: (await import("./screens/BreakScreen")).BreakScreen }));
const ClosedScreen = lazy(async () => ({ default: (await import("./screens/ClosedScreen")).ClosedScreen }));
const GuidelineScreen = lazy(async () => ({ default: (await import("./screens/GuidelineScreen")).GuidelineScreen }));
const SummaryScreen = lazy(async () => ({ default: (await import("./screens/SummaryScreen")).SummaryScreen }));

/** States in which there is something to do. */
const AT_WORK: string[] = ["active", "training"];

/** The rater's place of work, at `/work/:id`. */
export function WorkbenchPage() {
  const project = Number(useParams().id);
  const me = useMe().data;
  return me ? <WorkbenchOf key={`${String(me.id)}:${String(project)}`} me={me} project={project} /> : null;
}

function WorkbenchOf({ me, project }: { me: Me; project: number }) {
  const work = useWorkbench(project);
  const { outbox, state } = useOutbox(me.id);
  const [summary, setSummary] = useState<ShiftSummary | null>(null);

  if (work.data) {
    return (
      <Suspense fallback={<PageSkeleton />}>
        <Situation me={me} work={work.data} outbox={outbox} waiting={state} summary={summary} onSummary={setSummary} />
      </Suspense>
    );
  }
  if (work.isPending) return <PageSkeleton />;
  return (
    <Container size="sm" py="xl">
      <ErrorNotice title="Your work can't be shown" error={work.error} onRetry={() => void work.refetch()} />
    </Container>
  );
}

type Props = {
  me: Me;
  work: Workbench;
  outbox: Outbox;
  waiting: OutboxState;
  summary: ShiftSummary | null;
  onSummary: (summary: ShiftSummary | null) => void;
};

/** The one screen that fits the rater's situation; each says what to do next. */
function Situation({ me, work, outbox, waiting, summary, onSummary }: Props) {
  const startAgain = () => {
    onSummary(null);
  };
  if (summary) return <SummaryScreen work={work} summary={summary} waiting={waiting} onAgain={startAgain} />;
  if (work.project.state !== "active" || !AT_WORK.includes(work.rater.state)) {
    return <ClosedScreen work={work} waiting={waiting} />;
  }
  if (work.guideline && !work.guideline.read) return <GuidelineScreen work={work} guideline={work.guideline} />;
  if (!work.shift || work.shift.ended_at) return <StartScreen work={work} waiting={waiting} />;
  if (work.shift.on_break) {
    return <BreakScreen project={work.project.id} shift={work.shift} pause={work.shift.on_break} />;
  }
  return <Desk me={me} work={work} shift={work.shift} outbox={outbox} waiting={waiting} onSummary={onSummary} />;
}
