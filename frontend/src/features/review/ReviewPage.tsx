import { Anchor, Button, Group, Select, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconGavel, IconSearch } from "@tabler/icons-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";

import { useProject } from "@/api/projects";
import type { ReviewRule, ReviewSummary } from "@/api/types";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { ListSkeleton } from "@/components/Skeletons";
import { StatTile } from "@/components/StatTile";
import { relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";
import { useProjectId } from "@/lib/useProjectId";

import { CasesTable } from "./CasesTable";
import { type CaseFilters, filtersFrom, paramsOf, REASONS, STATES } from "./filters";
import { useCases, useFindDisputes, useReviewSummary } from "./queries";

const RULES: Record<ReviewRule, string> = {
  never: "Raters who differ make no case; flags and gold failures do.",
  no_majority: "An item is a case when no answer has a majority, when a rater flags it, or when many miss a gold item.",
  any: "An item is a case when raters differ at all, when a rater flags it, or when many miss a gold item.",
};

/** What waits for a reviewer, and what became of the rest. */
export function ReviewPage() {
  const projectId = useProjectId();
  const project = useProject(projectId);
  const summary = useReviewSummary(projectId);
  const find = useFindDisputes(projectId);
  const [params, setParams] = useSearchParams();
  const filters = filtersFrom(params);
  const cases = useCases(projectId, filters);
  const rows = useMemo(() => cases.data?.pages.flatMap((page) => page.results) ?? [], [cases.data]);
  const change = (next: Partial<CaseFilters>) => {
    setParams(paramsOf({ ...filters, ...next }), { replace: true });
  };
  const waiting = summary.data ? summary.data.by_state.open + summary.data.by_state.claimed : 0;
  const total = summary.data ? Object.values(summary.data.by_state).reduce((sum, n) => sum + n, 0) : null;
  const findButton = (
    <Button
      variant="default"
      leftSection={<IconSearch size={16} aria-hidden />}
      loading={find.isPending}
      disabled={project.data?.review_rule === "never"}
      onClick={() => {
        find.mutate();
      }}
    >
      Find disputes now
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Review"
        text="A reviewer settles what raters can’t. The decision stands beside their judgments and is nobody’s vote."
        actions={
          <>
            {total === 0 ? null : findButton}
            {summary.data?.abilities.review && (waiting > 0 || summary.data.held !== null) ? (
              <Button
                component={Link}
                to={`/review/${String(projectId)}`}
                leftSection={<IconGavel size={16} aria-hidden />}
              >
                {summary.data.held === null ? "Start reviewing" : "Go on with your case"}
              </Button>
            ) : null}
          </>
        }
      />
      <Stack gap="lg">
        {summary.error ? (
          <ErrorNotice title="The queue can’t be shown" error={summary.error} onRetry={() => void summary.refetch()} />
        ) : null}
        {find.error ? <ErrorNotice title="The search didn’t work" error={find.error} /> : null}
        {find.data ? (
          <Text role="status" size="sm">
            {count(find.data.looked_at)} judgments looked at, {count(find.data.opened)} new{" "}
            {find.data.opened === 1 ? "case" : "cases"}.
            {find.data.finished ? "" : " The rest is looked at in the background."}
          </Text>
        ) : null}
        {summary.data && total !== 0 ? <Tiles summary={summary.data} waiting={waiting} /> : null}
        {project.data ? (
          <Text size="sm" c="dimmed">
            {RULES[project.data.review_rule]}{" "}
            {project.data.abilities.edit ? (
              <Anchor component={Link} to={`/projects/${String(projectId)}/settings`} size="sm" underline="always">
                Change the rule
              </Anchor>
            ) : null}
          </Text>
        ) : null}
        {total === 0 ? (
          <EmptyState
            icon={<IconGavel size={26} />}
            title="No cases yet"
            text="Once all judgments wanted for an item are in and raters differ, it appears here within a minute; so does whatever a rater flags."
            action={findButton}
          />
        ) : (
          <Panel title="Cases">
            <Stack gap="md">
              <Group gap="sm">
                <SegmentedControl
                  aria-label="State"
                  data={STATES}
                  value={filters.state}
                  onChange={(state) => {
                    change({ state: STATES.find((one) => one.value === state)?.value ?? "waiting" });
                  }}
                />
                <Select
                  aria-label="Reason"
                  placeholder="Any reason"
                  clearable
                  w={170}
                  data={Object.entries(REASONS).map(([value, label]) => ({ value, label }))}
                  value={filters.reason || null}
                  onChange={(value) => {
                    change({ reason: (value ?? "") as CaseFilters["reason"] });
                  }}
                />
              </Group>
              {cases.error ? (
                <ErrorNotice
                  title="The cases can’t be shown"
                  error={cases.error}
                  onRetry={() => void cases.refetch()}
                />
              ) : null}
              {cases.isPending ? <ListSkeleton rows={5} /> : null}
              {cases.data ? (
                <CasesTable projectId={projectId} rows={rows} mayReview={summary.data?.abilities.review === true} />
              ) : null}
              {cases.hasNextPage ? (
                <Group justify="center">
                  <Button
                    variant="default"
                    loading={cases.isFetchingNextPage}
                    onClick={() => void cases.fetchNextPage()}
                  >
                    Load more
                  </Button>
                </Group>
              ) : null}
            </Stack>
          </Panel>
        )}
      </Stack>
    </>
  );
}

function Tiles({ summary, waiting }: { summary: ReviewSummary; waiting: number }) {
  const reasons = Object.entries(REASONS)
    .map(([reason, label]) => [label, summary.waiting_by_reason[reason] ?? 0] as const)
    .filter(([, n]) => n > 0)
    .map(([label, n]) => `${count(n)} by ${label.toLowerCase()}`)
    .join(", ");
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <StatTile label="Waiting" value={count(waiting)} detail={reasons || "Nothing waits"} />
      <StatTile
        label="Oldest waiting"
        value={summary.oldest_at === null ? "–" : relativeTime(summary.oldest_at)}
        detail={`${count(summary.by_state.claimed)} in a reviewer’s hands`}
      />
      <StatTile label="Decided" value={count(summary.by_state.decided)} />
      <StatTile
        label="Sent back"
        value={count(summary.by_state.sent_back)}
        detail={`${count(summary.by_state.dismissed)} dismissed`}
      />
    </SimpleGrid>
  );
}
