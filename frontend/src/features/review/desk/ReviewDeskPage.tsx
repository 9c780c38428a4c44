import { Button, Container, Group, Stack, Text } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { useProject } from "@/api/projects";
import type { OpenedCase } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageSkeleton } from "@/components/Skeletons";

import { useCaseVerbs, useTakenCase } from "../queries";
import { CaseDesk } from "./CaseDesk";

/** The reviewer's place of work, at `/review/:id`; `?case=` takes a certain case. */
export function ReviewDeskPage() {
  const project = Number(useParams().id);
  const [params] = useSearchParams();
  const wanted = Number(params.get("case")) || null;
  return <Reviewing key={project} project={project} wanted={wanted} />;
}

function Reviewing({ project, wanted }: { project: number; wanted: number | null }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const named = useProject(project);
  const taken = useTakenCase(project, wanted);
  const verbs = useCaseVerbs(project);
  const [settled, setSettled] = useState<number[]>([]);
  const [reopened, setReopened] = useState<OpenedCase | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    document.title = "Review · Touchstone";
  }, []);

  const last = settled.at(-1);
  const next = async () => {
    setReopened(null);
    if (wanted !== null) await navigate(`/review/${String(project)}`, { replace: true });
    else await queries.resetQueries({ queryKey: ["taken-case", project] });
  };
  const undo = () => {
    if (last === undefined) return;
    verbs.undo.mutate(last, {
      onSuccess: (case_) => {
        setSettled(settled.slice(0, -1));
        setReopened(case_);
        setSaid("The decision is taken back; the case is in your hands again.");
      },
    });
  };
  const shown = reopened ?? taken.data?.case ?? null;
  const queue = `/projects/${String(project)}/review`;

  if (shown) {
    return (
      <CaseDesk
        key={`${String(shown.id)}:${reopened ? "again" : "first"}`}
        project={project}
        name={named.data?.name ?? ""}
        guideline={named.data?.guideline ?? null}
        shown={shown}
        verbs={verbs}
        done={settled.length}
        mayUndo={last !== undefined}
        said={said}
        onUndo={undo}
        onSettled={(words) => {
          setSettled([...settled, shown.id]);
          setSaid(words);
          void next();
        }}
        onReleased={() => {
          void navigate(queue);
        }}
        onNext={() => void next()}
      />
    );
  }
  if (taken.isPending) return <PageSkeleton />;
  if (taken.error) {
    return (
      <Container size="sm" py="xl" component="main">
        <Stack>
          <ErrorNotice title="The case can’t be opened" error={taken.error} onRetry={() => void taken.refetch()} />
          <Group>
            <Button component={Link} to={queue} variant="default">
              To the queue
            </Button>
          </Group>
        </Stack>
      </Container>
    );
  }
  return (
    <Container size="sm" component="main">
      <EmptyState
        level={1}
        icon={<IconChecks size={26} />}
        title={settled.length > 0 ? "The queue is empty" : "Nothing to review"}
        text={
          <>
            {settled.length > 0 ? <Text>{settled.length} settled in this sitting. Thank you!</Text> : null}
            {taken.data.message}
          </>
        }
        action={
          <Group justify="center">
            <Button component={Link} to={queue}>
              To the queue
            </Button>
            {last !== undefined ? (
              <Button variant="default" loading={verbs.undo.isPending} onClick={undo}>
                Undo the last
              </Button>
            ) : null}
          </Group>
        }
      />
      {verbs.undo.error ? <ErrorNotice title="The decision can’t be taken back" error={verbs.undo.error} /> : null}
    </Container>
  );
}
