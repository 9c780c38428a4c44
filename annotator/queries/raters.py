"""What leads ask of raters: how much, how well, how fast, and whether something is off. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from annotator.models import (
    Assignment,
    AssignmentState,
    Break,
    GoldCheck,
    Judgment,
    Membership,
    MembershipState,
    Outcome,
    PeerScore,
    Project,
    Role,
    Shift,
)
from annotator.policies.proportions import Proportion, wilson
from annotator.queries.counted import COUNTED, QUARANTINED
from annotator.queries.repeats import Consistency, consistency

PACE_WINDOW = timedelta(days=28)
MAX_RATERS = 2000


@dataclass(frozen=True, slots=True)
class RaterRow:
    """One rater as a lead sees them. Rates are Wilson intervals over the rater's counted judgments.

    ``quarantined``: judgments set aside that wait for the lead's decision.
    """

    membership: Membership
    judgments: int
    judgments_today: int
    quarantined: int
    skipped: int
    gold_passed: int
    gold_checked: int
    gold_accuracy: Proportion
    median_active_s: float | None
    consistency: Proportion
    first_side: Proportion
    peers: Proportion
    side_a_rate: Proportion
    tie_rate: Proportion
    last_seen_at: datetime | None
    on_shift: bool
    on_break: bool
    may_train_again: bool


def rater_rows(project: Project, *, now: datetime, rater_ids: Iterable[int] | None = None) -> list[RaterRow]:
    """Return the raters of ``project`` (or only ``rater_ids``) by alias; at most ``MAX_RATERS`` of them."""
    raters = (
        Membership.objects.filter(project=project, role=Role.RATER)
        .select_related("user", "peer_score")
        .order_by("alias")
    )
    if rater_ids is not None:
        raters = raters.filter(pk__in=list(rater_ids))
    members = list(raters[:MAX_RATERS])
    only = Q() if rater_ids is None else Q(rater__in=[member.pk for member in members])
    judgments = Judgment.objects.filter(COUNTED, only, project=project)
    counts = _by_rater(judgments, n=Count("pk"), today=Count("pk", filter=_today(now)), last=Max("submitted_at"))
    skips = Assignment.objects.filter(only, rater__project=project, state=AssignmentState.SKIPPED)
    skipped = _by_rater(skips, n=Count("pk"))
    waiting = _by_rater(Judgment.objects.filter(QUARANTINED, only, project=project), n=Count("pk"))
    gold = _gold(project, only)
    sides = _sides(project, only)
    steady = consistency([member.pk for member in members])
    medians = _median_active_s(judgments)
    shifts = Shift.objects.filter(only, rater__project=project)
    seen = _by_rater(shifts, last=Max("last_seen_at"), open=Count("pk", filter=Q(ended_at=None)))
    open_breaks = Break.objects.filter(ended_at=None, shift__ended_at=None, shift__in=shifts)
    resting = set(open_breaks.values_list("shift__rater", flat=True))

    def row(member: Membership) -> RaterRow:
        count, sat = counts.get(member.pk, {}), seen.get(member.pk, {})
        checks, side = gold.get(member.pk, {"passed": 0, "checked": 0}), sides.get(member.pk, _NO_SIDES)
        moments = [moment for moment in (count.get("last"), sat.get("last")) if moment is not None]
        on_shift = bool(sat.get("open"))
        return RaterRow(
            membership=member,
            judgments=count.get("n", 0),
            judgments_today=count.get("today", 0),
            quarantined=waiting.get(member.pk, {}).get("n", 0),
            skipped=skipped.get(member.pk, {}).get("n", 0),
            gold_passed=checks["passed"],
            gold_checked=checks["checked"],
            gold_accuracy=wilson(checks["passed"], checks["checked"]),
            median_active_s=medians.get(member.pk),
            side_a_rate=wilson(side["first_won"], side["decided"]),
            tie_rate=wilson(side["ties"], side["n"]),
            last_seen_at=max(moments, default=None),
            on_shift=on_shift,
            on_break=on_shift and member.pk in resting,
            consistency=steady.get(member.pk, _NO_REPEATS).consistent,
            first_side=steady.get(member.pk, _NO_REPEATS).first_side,
            peers=_peers(member),
            may_train_again=_may_train_again(project, member),
        )

    return [row(member) for member in members]


_NO_REPEATS = Consistency(wilson(0, 0), wilson(0, 0))
_NO_SIDES = {"first_won": 0, "decided": 0, "ties": 0, "n": 0}


def _peers(member: Membership) -> Proportion:
    score: PeerScore | None = getattr(member, "peer_score", None)
    if score is None:
        return Proportion(None, None, None, 0, "peers", "not computed yet")
    return Proportion(score.value, score.low, score.high, score.n_items, "peers", score.reason or None)


def _may_train_again(project: Project, member: Membership) -> bool:
    paused = member.state == MembershipState.PAUSED and member.quarantine_since is None
    return project.training_required > 0 and paused and member.user_id is not None


def _today(now: datetime) -> Q:
    return Q(submitted_at__gte=now.replace(hour=0, minute=0, second=0, microsecond=0))


def _by_rater(rows: "QuerySet[Any]", **aggregates: Any) -> dict[int, dict[str, Any]]:
    grouped = rows.order_by().values("rater_id").annotate(**aggregates)
    return {row["rater_id"]: row for row in grouped}


def _gold(project: Project, only: Q) -> dict[int, dict[str, Any]]:
    """Per rater: the checks that count against them, and how many they passed."""
    since = Q(rater__gold_counted_since=None) | Q(created_at__gt=F("rater__gold_counted_since"))
    checks = GoldCheck.objects.filter(only, since, project=project, judgment__is_current=True, voided_at=None)
    return _by_rater(checks, checked=Count("pk"), passed=Count("pk", filter=Q(passed=True)))


def _sides(project: Project, only: Q) -> dict[int, dict[str, int]]:
    """Per rater, over answers to preference questions: how often the response shown first won, and how many ties."""
    rows = (
        Judgment.objects.filter(COUNTED, only, project=project, answers__outcome__isnull=False)
        .order_by()
        .values("rater_id", "first_shown", "answers__outcome")
        .annotate(n=Count("pk"))
    )
    first_position = {Outcome.A.value: 0, Outcome.B.value: 1}
    sides: dict[int, dict[str, int]] = {}
    for row in rows:
        side = sides.setdefault(row["rater_id"], dict(_NO_SIDES))
        outcome, shown, n = row["answers__outcome"], row["first_shown"], row["n"]
        side["n"] += n
        side["ties"] += n if outcome == Outcome.TIE else 0
        if outcome in first_position and shown is not None:
            side["decided"] += n
            side["first_won"] += n if first_position[outcome] == shown else 0
    return sides


def _median_active_s(judgments: QuerySet[Judgment]) -> dict[int, float]:
    """Per rater: the median active time of a judgment in seconds, over the project's last four weeks of work."""
    latest = judgments.aggregate(latest=Max("submitted_at"))["latest"]
    if latest is None:
        return {}
    timed = judgments.filter(active_ms__isnull=False, submitted_at__gte=latest - PACE_WINDOW)
    places = timed.annotate(
        place=Window(RowNumber(), partition_by="rater_id", order_by=["active_ms", "pk"]),
        of=Window(Count("pk"), partition_by="rater_id"),
    )
    # The middle row, or the two middle rows: 2·place is n + 1, or n and n + 2.
    middle = places.filter(place__gte=F("of") / 2.0, place__lte=F("of") / 2.0 + 1)
    times: dict[int, list[int]] = {}
    for rater_id, active_ms in middle.values_list("rater_id", "active_ms"):
        times.setdefault(rater_id, []).append(active_ms or 0)
    return {rater_id: sum(found) / len(found) / 1000 for rater_id, found in times.items()}
