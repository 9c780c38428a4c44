import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";

import type { Proportion, RaterRow } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asDecimal, asPercent, intervalText } from "@/components/charts/intervals";
import { ColumnsMenu } from "@/components/ColumnsMenu";
import { CsvButton } from "@/components/CsvButton";
import { type Column, DataTable } from "@/components/DataTable";
import { Panel } from "@/components/Panel";
import { relativeTime } from "@/lib/dates";
import { count } from "@/lib/numbers";

import { presence, STATES } from "./presence";
import { QualifyDialog } from "./QualifyDialog";
import { useTrainAgain } from "./queries";
import { useShownColumns } from "./useShownColumns";
import { VerdictDialog } from "./VerdictDialog";

import classes from "./RatersTable.module.css";

interface RatersTableProps {
  projectId: number;
  raters: readonly RaterRow[];
  /** Gold accuracy below which a rater is paused. */
  threshold: number | undefined;
}

/** Columns that may be hidden, and those of them that are shown at first: sides and ties are on the bias page too. */
const SECONDARY = ["pace", "side", "ties", "consistency", "peers"];
const STANDARD = ["pace", "consistency", "peers"];

/** One row per rater; shares are drawn on one scale, so that people can be compared fairly. */
export function RatersTable({ projectId, raters, threshold }: RatersTableProps) {
  const [verdict, setVerdict] = useState<{ rater: RaterRow; verb: "pause" | "resume" } | null>(null);
  const [qualified, setQualified] = useState<RaterRow | null>(null);
  const [shown, setShown] = useShownColumns("raters", STANDARD);
  const columns = useMemo<Column<RaterRow>[]>(
    () => [
      { key: "alias", header: "Rater", value: (row) => row.alias, render: (row) => <Who rater={row} /> },
      {
        key: "state",
        header: "State",
        value: (row) => row.state,
        render: (row) => <State rater={row} />,
      },
      {
        key: "judgments",
        header: "Judgments",
        value: (row) => row.judgments,
        render: (row) => (
          <>
            {count(row.judgments)}
            <Text size="xs" c="dimmed">
              {count(row.judgments_today)} today{row.skipped > 0 && `, ${count(row.skipped)} skipped`}
            </Text>
            {row.quarantined > 0 ? (
              <Text
                size="xs"
                c="dimmed"
                title="Set aside since the last good evidence; they don’t count until you decide."
              >
                {count(row.quarantined)} in quarantine
              </Text>
            ) : null}
          </>
        ),
        align: "right",
      },
      {
        key: "gold",
        header: "Gold accuracy",
        value: (row) => row.gold.accuracy.value,
        render: (row) => <Gold rater={row} threshold={threshold} />,
      },
      {
        key: "pace",
        header: "Median time",
        value: (row) => row.median_active_s,
        render: (row) => (row.median_active_s === null ? <Unknown /> : `${row.median_active_s.toFixed(0)} s`),
        align: "right",
      },
      {
        key: "side",
        header: "First shown wins",
        value: (row) => row.side_a_rate.value,
        render: (row) => <Share share={row.side_a_rate} label="First shown wins" reference={0.5} />,
      },
      {
        key: "ties",
        header: "Ties",
        value: (row) => row.tie_rate.value,
        render: (row) => <Share share={row.tie_rate} label="Ties" />,
      },
      {
        key: "consistency",
        header: "Says it again",
        value: (row) => row.consistency.value,
        render: (row) => <Repeats rater={row} />,
      },
      {
        key: "peers",
        header: "Like the others",
        value: (row) => row.peers.value,
        render: (row) => <Peers score={row.peers} />,
      },
      {
        key: "actions",
        header: "Action",
        value: () => null,
        sortable: false,
        align: "right",
        render: (row) => (
          <Verbs
            projectId={projectId}
            rater={row}
            onChoose={(verb) => {
              setVerdict({ rater: row, verb });
            }}
            onQualify={() => {
              setQualified(row);
            }}
          />
        ),
      },
    ],
    [projectId, threshold],
  );
  return (
    <Panel
      title={`${count(raters.length)} ${raters.length === 1 ? "rater" : "raters"}`}
      hint={
        threshold === undefined
          ? undefined
          : `The dashed tick of gold accuracy is ${asPercent(threshold)}, which isn’t acceptable; a sequential test of the checks decides.`
      }
      actions={
        <>
          <ColumnsMenu
            title="the raters"
            columns={columns.filter((column) => SECONDARY.includes(column.key))}
            shown={shown}
            onChange={setShown}
          />
          <CsvButton
            title="Raters"
            rows={raters}
            columns={[...columns.filter((column) => column.key !== "actions"), SKIPPED, QUALIFICATIONS]}
          />
        </>
      }
    >
      <DataTable
        rows={raters}
        columns={columns.filter((column) => !SECONDARY.includes(column.key) || shown.has(column.key))}
        firstStays
        rowKey={(row) => String(row.id)}
        label="Raters"
        maxHeight="none"
      />
      <QualifyDialog
        projectId={projectId}
        rater={qualified}
        onClose={() => {
          setQualified(null);
        }}
      />
      <VerdictDialog
        projectId={projectId}
        rater={verdict?.rater ?? null}
        verb={verdict?.verb ?? "pause"}
        onClose={() => {
          setVerdict(null);
        }}
      />
    </Panel>
  );
}

/** Shown beside the judgments; a column of its own only in the file. */
const SKIPPED = { key: "skipped", header: "Skipped", value: (row: RaterRow) => row.skipped };

const QUALIFICATIONS = {
  key: "qualifications",
  header: "Qualifications",
  value: (row: RaterRow) => row.qualifications.join(" "),
};

function Who({ rater }: { rater: RaterRow }) {
  return (
    <Stack gap={0}>
      <Group gap={6} wrap="nowrap">
        <Text span size="sm" fw={600}>
          {rater.alias}
        </Text>
        {rater.kind === "model" ? (
          <Badge variant="light" color="gray">
            model
          </Badge>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed" maw={180} truncate title={rater.email || undefined}>
        {[rater.name !== rater.alias ? rater.name : "", rater.email].filter(Boolean).join(" · ") ||
          "from imported votes"}
      </Text>
      {rater.qualifications.length > 0 ? (
        <Group gap={4} mt={4} maw={200}>
          {rater.qualifications.map((name) => (
            <Badge key={name} variant="light" color="gray" size="sm" tt="none" fw={500}>
              {name}
            </Badge>
          ))}
        </Group>
      ) : null}
    </Stack>
  );
}

function State({ rater }: { rater: RaterRow }) {
  const state = STATES[rater.state];
  return (
    <Stack gap={2} align="flex-start" miw={118}>
      <Badge variant="light" color={state.color} title={rater.state_reason || undefined}>
        {state.label}
      </Badge>
      <Text size="xs" c="dimmed" maw={200} lineClamp={3} title={rater.state_reason || undefined}>
        {(rater.state === "paused" || rater.state === "watch") && rater.state_reason
          ? rater.state_reason
          : presence(rater, (at) => relativeTime(at))}
      </Text>
    </Stack>
  );
}

function Gold({ rater, threshold }: { rater: RaterRow; threshold: number | undefined }) {
  const { accuracy, checked, passed } = rater.gold;
  if (accuracy.value === null) {
    return (
      <Text span size="sm" c="dimmed">
        no gold judged yet
      </Text>
    );
  }
  const low = threshold !== undefined && accuracy.value < threshold;
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <InlineInterval
          estimate={accuracy}
          label="Gold accuracy"
          flagged={low}
          {...(threshold === undefined ? {} : { reference: threshold })}
        />
        <Text span size="sm" fw={low ? 600 : 400} className={classes.figure}>
          {asPercent(accuracy.value)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {passed} of {checked}
      </Text>
    </div>
  );
}

function Share({ share, label, reference }: { share: Proportion; label: string; reference?: number }) {
  if (share.value === null) return <Unknown reason={share.reason} />;
  const odd =
    reference !== undefined &&
    share.low !== null &&
    share.high !== null &&
    (share.low > reference || share.high < reference);
  return (
    <Group gap="xs" wrap="nowrap" title={intervalText(share, asPercent)}>
      <InlineInterval
        estimate={share}
        label={label}
        width={76}
        flagged={odd}
        {...(reference === undefined ? {} : { reference })}
      />
      <Text span size="sm" className={classes.figure}>
        {asPercent(share.value)}
      </Text>
    </Group>
  );
}

/** Self-consistency over repeats, and the side that was followed where it was followed. */
function Repeats({ rater }: { rater: RaterRow }) {
  const { consistency, first_side } = rater;
  if (consistency.value === null) return <Unknown reason="no repeats judged yet" />;
  return (
    <div>
      <Share share={consistency} label="Says the same again" />
      <Text
        size="xs"
        c="dimmed"
        maw={190}
        title={first_side.value === null ? undefined : intervalText(first_side, asPercent)}
      >
        of {consistency.n}
        {first_side.value === null ? "" : `; ${asPercent(first_side.value)} of swaps kept to the first side`}
      </Text>
    </div>
  );
}

const PEERS_RANGE = [-1, 1] as const;

/** Agreement with the others beyond chance: 1 always, 0 as chance, below 0 less than chance. */
function Peers({ score }: { score: RaterRow["peers"] }) {
  if (score.value === null) return <Unknown reason={score.reason} />;
  return (
    <Group gap="xs" wrap="nowrap" title={`${intervalText(score, asDecimal)} over ${String(score.n)} items`}>
      <InlineInterval
        estimate={score}
        label="Agreement with the others beyond chance"
        range={PEERS_RANGE}
        format={asDecimal}
        width={76}
        reference={0}
        flagged={score.high !== null && score.high < 0}
      />
      <Text span size="sm" className={classes.figure}>
        {asDecimal(score.value)}
      </Text>
    </Group>
  );
}

function Unknown({ reason }: { reason?: string | null }) {
  return (
    <Text span size="sm" c="dimmed" title={reason ?? undefined}>
      –
    </Text>
  );
}

interface VerbsProps {
  projectId: number;
  rater: RaterRow;
  onChoose: (verb: "pause" | "resume") => void;
  onQualify: () => void;
}

function Verbs({ projectId, rater, onChoose, onQualify }: VerbsProps) {
  return (
    <Stack gap={4} align="flex-end">
      <Standing projectId={projectId} rater={rater} onChoose={onChoose} />
      {rater.abilities.qualify ? (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={`Qualify ${rater.alias}`}
          onClick={onQualify}
        >
          Qualify
        </Button>
      ) : null}
    </Stack>
  );
}

function Standing({ projectId, rater, onChoose }: Omit<VerbsProps, "onQualify">) {
  const again = useTrainAgain(projectId);
  if (!rater.abilities.pause && !rater.abilities.resume) return null;
  const verb = rater.abilities.resume ? "resume" : "pause";
  return (
    <Stack gap={4} align="flex-end">
      {rater.abilities.train_again ? (
        <Button
          size="compact-xs"
          variant="light"
          loading={again.isPending}
          aria-label={`Let ${rater.alias} train again`}
          title={again.error?.message ?? "One more attempt at the training"}
          onClick={() => {
            again.mutate(rater.id);
          }}
        >
          Train again
        </Button>
      ) : null}
      <Button
        size="compact-xs"
        variant={verb === "resume" ? "light" : "subtle"}
        color={verb === "resume" ? "petrol" : "gray"}
        aria-label={`${verb === "resume" ? "Resume" : "Pause"} ${rater.alias}`}
        onClick={() => {
          onChoose(verb);
        }}
      >
        {verb === "resume" ? "Resume" : "Pause"}
      </Button>
    </Stack>
  );
}
