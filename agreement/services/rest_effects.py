"""What rest is worth in a project: gold and pace against time since a break, and the trial of break policies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate
from agreement.statistics.within import within_effect
from annotator.models import GoldCheck, Judgment, Project, RaterKind, Shift

MOST_ROWS = 200_000
"""The latest so many checks, and judgments, are looked at."""


@dataclass(frozen=True)
class ArmResult:
    """One arm of the trial as it went: shifts, raters, checks and how many of them were passed."""

    arm: str
    break_after_minutes: int
    micro_break_every_minutes: int
    shifts: int
    raters: int
    checks: int
    passed: int


@dataclass(frozen=True)
class RestEffects:
    """Effects per hour since the last break, within raters, and of arm b against arm a.

    ``gold_per_hour``: change of the share of checks passed. ``pace_per_hour``: change of the natural log of seconds per
    item of a given length; below 0 is faster.
    """

    gold_per_hour: Estimate
    pace_per_hour: Estimate
    trial_on: bool
    arms: list[ArmResult]
    gold_by_arm: Estimate
    pace_by_arm: Estimate


def rest_effects(*, project: Project) -> RestEffects:
    """Return the effects of rest on the project's people, from at most ``MOST_ROWS`` checks and judgments."""
    checks = _checks(project)
    paces = _paces(project)
    return RestEffects(
        gold_per_hour=_effect(checks, "hours", unit="change of the share passed per hour since a break"),
        pace_per_hour=_effect(paces, "hours", unit="log seconds per hour since a break, length held fixed"),
        trial_on=project.break_trial,
        arms=_arms(project, checks),
        gold_by_arm=_effect(_in_trial(checks), "in_b", unit="share passed in arm b less arm a"),
        pace_by_arm=_effect(_in_trial(paces), "in_b", unit="log seconds in arm b less arm a, length held fixed"),
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Columns (n,): the outcome, the rater, hours since a break, in which arm (-1: in none), and what to hold fixed."""

    outcome: Floats
    rater: Ints
    hours: Floats
    arm: Ints
    adjust: Floats | None


def _checks(project: Project) -> _Rows:
    rows = GoldCheck.objects.filter(
        project=project,
        judgment__revision=1,
        judgment__since_break_s__isnull=False,
        judgment__shift__isnull=False,
        rater__kind=RaterKind.HUMAN,
    ).order_by("-id")
    found = rows.values_list("passed", "rater_id", "judgment__since_break_s", "judgment__shift__break_arm")
    return _columns(found[:MOST_ROWS])


def _paces(project: Project) -> _Rows:
    rows = Judgment.objects.filter(
        project=project,
        revision=1,
        active_ms__gt=0,
        assignment__chars__gt=0,
        since_break_s__isnull=False,
        shift__isnull=False,
        rater__kind=RaterKind.HUMAN,
    ).order_by("-id")
    found = rows.annotate(chars=Cast(F("assignment__chars"), FloatField())).values_list(
        "active_ms", "rater_id", "since_break_s", "shift__break_arm", "chars"
    )
    columns = _columns(found[:MOST_ROWS])
    return _Rows(np.log(columns.outcome), columns.rater, columns.hours, columns.arm, columns.adjust)


def _columns(found: "QuerySet[Any, Any]") -> _Rows:
    rows = list(found)
    arms = {"a": 0, "b": 1}
    return _Rows(
        outcome=np.array([row[0] for row in rows], dtype=np.float64),
        rater=np.array([row[1] for row in rows], dtype=np.int64),
        hours=np.array([row[2] for row in rows], dtype=np.float64) / 3600,
        arm=np.array([arms.get(row[3], -1) for row in rows], dtype=np.int64),
        adjust=np.log([[row[4]] for row in rows]) if rows and len(rows[0]) > 4 else None,
    )


def _in_trial(rows: _Rows) -> _Rows:
    kept = rows.arm >= 0
    adjust = None if rows.adjust is None else rows.adjust[kept]
    return _Rows(rows.outcome[kept], rows.rater[kept], rows.hours[kept], rows.arm[kept], adjust)


def _effect(rows: _Rows, of: str, *, unit: str) -> Estimate:
    exposure = rows.hours if of == "hours" else rows.arm.astype(np.float64)
    return within_effect(rows.outcome, exposure, rows.rater, adjust=rows.adjust, unit=unit)


def _arms(project: Project, checks: _Rows) -> list[ArmResult]:
    shifts = list(
        Shift.objects.filter(rater__project=project).exclude(break_arm="").values_list("break_arm", "rater_id")
    )
    if not shifts and not project.break_trial:
        return []
    policies = {
        "a": (project.break_after_minutes, project.micro_break_every_minutes),
        "b": (project.trial_break_after_minutes, project.trial_micro_break_every_minutes),
    }
    return [
        ArmResult(
            arm=arm,
            break_after_minutes=policy[0],
            micro_break_every_minutes=policy[1],
            shifts=sum(found == arm for found, _ in shifts),
            raters=len({rater for found, rater in shifts if found == arm}),
            checks=int((checks.arm == code).sum()),
            passed=int(checks.outcome[checks.arm == code].sum()),
        )
        for code, (arm, policy) in enumerate(policies.items())
    ]
