import { Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { isUnfinished } from "@/api/jobs";
import { useGuidelines } from "@/api/projects";
import { useCancelReport, useReportRows, useRequestReport } from "@/api/reports";
import type { QuestionOverview, ReportRow } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { JobProgress } from "@/components/JobProgress";
import { Panel } from "@/components/Panel";
import { relativeTime } from "@/lib/dates";
import { useAddressedNumber } from "@/lib/useAddressed";

import { type By, comparisonName, complaint, halves, planOf, type SideForm } from "./comparing";
import { ComparisonResults } from "./ComparisonResults";
import { useComparison, useJudgedSpan } from "./queries";

interface ComparePanelProps {
  projectId: number;
  question: QuestionOverview;
  mayRun: boolean;
}

/** Did agreement change: two periods or two guidelines, with the interval of the difference. */
export function ComparePanel({ projectId, question, mayRun }: ComparePanelProps) {
  const rows = useReportRows(projectId, "comparison");
  const request = useRequestReport(projectId, "comparison");
  const cancel = useCancelReport(projectId, "comparison");
  const [picked, setPicked] = useAddressedNumber("comparison");
  const mine = (rows.data ?? []).filter((row) => row.plan.question === question.question);
  const current = mine.find((row) => row.id === picked) ?? mine[0] ?? null;
  const compare = (by: By, a: SideForm, b: SideForm) => {
    request.mutate(planOf(question.question, by, a, b), {
      onSuccess: (report) => {
        setPicked(report.id);
      },
    });
  };
  const failed = rows.error ?? request.error ?? cancel.error;
  return (
    <Panel
      title="Compare two periods or guidelines"
      hint="Before and after a training, guideline 3 against guideline 4: is agreement different, and how sure is that?"
    >
      <Stack gap="md">
        {mayRun ? (
          <CompareForm projectId={projectId} busy={request.isPending || isUnfinished(current)} onCompare={compare} />
        ) : (
          <Text size="sm" c="dimmed">
            A lead of this project can run a comparison; finished ones are shown here.
          </Text>
        )}
        {failed ? <ErrorNotice title="The comparison can’t be shown" error={failed} /> : null}
        {mine.length > 1 ? (
          <Select
            label="Shown"
            data={mine.map((row) => ({
              value: String(row.id),
              label: `${comparisonName(row.plan)}, ${relativeTime(row.created_at)}`,
            }))}
            value={current ? String(current.id) : null}
            onChange={(next) => {
              setPicked(next === null ? null : Number(next));
            }}
            allowDeselect={false}
            maw={520}
          />
        ) : null}
        {current && current.state !== "succeeded" ? (
          <JobProgress
            job={current}
            label={`Comparison: ${comparisonName(current.plan)}`}
            onCancel={() => {
              cancel.mutate(current.id);
            }}
          />
        ) : null}
        {current?.state === "succeeded" ? <Shown report={current} /> : null}
        {rows.isSuccess && !current ? (
          <Text size="sm" c="dimmed">
            Nothing has been compared yet for this question.
          </Text>
        ) : null}
      </Stack>
    </Panel>
  );
}

function Shown({ report }: { report: ReportRow }) {
  const found = useComparison(report.id, report.state);
  if (found.error) {
    return (
      <ErrorNotice title="The comparison can’t be shown" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  return found.data?.result ? <ComparisonResults reportId={report.id} result={found.data.result} /> : null;
}

interface CompareFormProps {
  projectId: number;
  busy: boolean;
  onCompare: (by: By, a: SideForm, b: SideForm) => void;
}

const EMPTY: Partial<SideForm> = {};

function CompareForm({ projectId, busy, onCompare }: CompareFormProps) {
  const span = useJudgedSpan(projectId);
  const guidelines = useGuidelines(projectId);
  const versions = (guidelines.data ?? []).map((one) => one.version).sort((x, y) => x - y);
  const [by, setBy] = useState<By>("period");
  const [changed, setChanged] = useState({ a: EMPTY, b: EMPTY });
  const [tried, setTried] = useState(false);
  const [aFrom, aTo, bFrom, bTo] = halves(span.data?.first ?? null, span.data?.last ?? null) ?? ["", "", "", ""];
  const [older, newer] = versions.slice(-2).map(String);
  const a: SideForm = { from: aFrom, to: aTo, guideline: newer ? (older ?? "") : "", ...changed.a };
  const b: SideForm = { from: bFrom, to: bTo, guideline: newer ?? "", ...changed.b };
  const wrong = complaint(by, a, b);
  const set = (side: "a" | "b", field: keyof SideForm) => (value: string) => {
    setChanged((old) => ({ ...old, [side]: { ...old[side], [field]: value } }));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong === null) onCompare(by, a, b);
      }}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Compare by"
          data={[
            { value: "period", label: "Periods" },
            { value: "guideline", label: "Guidelines" },
          ]}
          value={by}
          onChange={(next) => {
            setBy(next === "guideline" ? "guideline" : "period");
          }}
          style={{ alignSelf: "flex-start" }}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <SideFields name="A" by={by} side={a} versions={versions} onChange={(field) => set("a", field)} />
          <SideFields name="B" by={by} side={b} versions={versions} onChange={(field) => set("b", field)} />
        </SimpleGrid>
        {by === "guideline" && guidelines.isSuccess && versions.length < 2 ? (
          <Text size="sm" c="dimmed">
            The project has {versions.length === 0 ? "no published guideline" : "one guideline version only"}: publish
            another under Settings, then come back.
          </Text>
        ) : null}
        <Group gap="md">
          <Button type="submit" variant="default" loading={busy}>
            Compare
          </Button>
          {tried && wrong ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {wrong}
            </Text>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

interface SideFieldsProps {
  name: "A" | "B";
  by: By;
  side: SideForm;
  versions: readonly number[];
  onChange: (field: keyof SideForm) => (value: string) => void;
}

function SideFields({ name, by, side, versions, onChange }: SideFieldsProps) {
  if (by === "guideline") {
    return (
      <Select
        label={`${name}: guideline version`}
        data={versions.map(String)}
        value={side.guideline || null}
        onChange={(next) => {
          onChange("guideline")(next ?? "");
        }}
        placeholder="Choose"
      />
    );
  }
  return (
    <Group grow gap="sm">
      <TextInput
        type="date"
        label={`${name}: first day`}
        value={side.from}
        onChange={(event) => {
          onChange("from")(event.currentTarget.value);
        }}
      />
      <TextInput
        type="date"
        label={`${name}: last day`}
        value={side.to}
        onChange={(event) => {
          onChange("to")(event.currentTarget.value);
        }}
      />
    </Group>
  );
}
