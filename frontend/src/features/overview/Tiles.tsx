import { Anchor, Progress, Text } from "@mantine/core";
import { Link } from "react-router";

import type { Overview } from "@/api/types";
import { StatTile } from "@/components/StatTile";
import { day } from "@/lib/dates";
import { count, fixed, percent } from "@/lib/numbers";

import { DueNote } from "./DueNote";

export function ProgressTile({ overview, overlap }: { overview: Overview; overlap: number }) {
  const { answered, total } = overview.slots;
  const share = total > 0 ? answered / total : 0;
  const imported = overview.judgments.total - answered;
  return (
    <StatTile
      label="Progress"
      value={total > 0 ? percent(share, share > 0 && share < 0.1 ? 1 : 0) : "–"}
      detail={
        total > 0
          ? `${count(answered)} of ${count(total)} judgments wanted; ${count(overview.items_complete)} of ${count(overview.items.work)} items complete${imported > 0 ? `; ${count(imported)} imported votes come on top` : ""}`
          : `No work yet: each item will want ${String(overlap)} judgments`
      }
    >
      <Progress value={share * 100} mt="sm" size="sm" aria-label="Share of the judgments wanted that are there" />
      {total > 0 && <When forecast={overview.forecast} />}
      {overview.due && <DueNote due={overview.due} raters={overview.raters.active} />}
    </StatTile>
  );
}

/** On which day the rest will be there, never without its interval; or why that isn't known. */
function When({ forecast }: { forecast: Overview["forecast"] }) {
  const { remaining, done, low, high, level, per_day, reason } = forecast;
  if (remaining === 0) return null;
  if (done === null) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        When it will be done is not known yet. {reason}
      </Text>
    );
  }
  const method = `${percent(level, 0)} interval, at ${fixed(per_day ?? 0, 0)} judgments a day over the last four weeks or since work began`;
  return (
    <Text size="sm" mt="xs" title={method}>
      Done about <b>{day(done)}</b>{" "}
      <Text span c="dimmed">
        ({low ? day(low) : ""} to {high ? day(high) : "beyond two years"})
      </Text>
    </Text>
  );
}

export function JudgmentsTile({ overview }: { overview: Overview }) {
  const { total, today, last_7_days } = overview.judgments;
  return (
    <StatTile
      label="Judgments"
      value={count(total)}
      detail={
        <>
          {count(today)} today, {count(last_7_days)} in the last 7 days
          <br />
          {count(overview.items.gold)} gold {overview.items.gold === 1 ? "item" : "items"} check the raters
        </>
      }
    />
  );
}

export function RatersTile({ overview, projectId }: { overview: Overview; projectId: number }) {
  const { active, paused, on_shift } = overview.raters;
  return (
    <StatTile
      label="Raters on shift"
      value={
        <>
          {count(on_shift)}
          <Text span c="dimmed" fz="md" ff="text">
            {" "}
            of {count(active)} active
          </Text>
        </>
      }
      detail={
        <>
          {paused > 0 ? (
            <Text c="var(--mantine-color-error)" size="sm" fw={500}>
              {count(paused)} paused
            </Text>
          ) : null}
          <div>
            <Anchor component={Link} to={`/projects/${String(projectId)}/raters`} size="sm">
              See the raters
            </Anchor>
          </div>
        </>
      }
    />
  );
}
