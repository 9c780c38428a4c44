"""Planning a study: how many judgments a wanted precision takes, and what a project's own figures are so far."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Avg, Count, Q

from annotator.models import (
    Answer,
    Membership,
    MembershipState,
    Outcome,
    Project,
    Question,
    QuestionKind,
    RaterKind,
    Response,
    Role,
)
from annotator.queries.counted import COUNTED_FIELDS, counted_judgments
from preferences.queries import NoComparingQuestion, comparing_question
from preferences.statistics import planning

SIZED: dict[str, Callable[..., planning.Size]] = {
    "win-rate": planning.for_win_rate,
    "kappa": planning.for_kappa,
    "ranking": planning.for_ranking,
}
OWN = {
    "win-rate": ("difference", "power", "level", "ties", "votes", "correlation"),
    "kappa": ("expected", "half_width", "categories", "level"),
    "ranking": ("models", "distance", "power", "level", "ties", "votes", "correlation"),
    "cost": ("judgments", "raters", "seconds", "hours_per_day", "productive"),
}
LEAST_TWICE = 20
"""Items with two decided votes that it takes to say how far votes go together."""
RECENT = 5_000
"""Judgments that a project's own pace and ties are taken from: the newest ones say best what the next will be."""


def plan(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{items, judgments, design_effect}`, and `{rater_hours, days}` where a team is given, JSON-safe.

    ``kind`` is a key of ``OWN``, which says what must be in ``options``; ``raters`` and ``seconds`` name the team.
    Raises ``ValueError`` where a number makes no sense.
    """
    found: dict[str, Any] = {}
    judgments = options.get("judgments")
    if kind in SIZED:
        found |= asdict(SIZED[kind](**{name: options[name] for name in OWN[kind]}))
        judgments = found["judgments"]
    if judgments is not None and options["raters"] is not None and options["seconds"] is not None:
        team = {name: options[name] for name in OWN["cost"] if name != "judgments"}
        found |= asdict(planning.cost(judgments=judgments, **team))
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What a project shows of itself so far; ``None`` where nothing is known.

    ``seconds`` are active ones per judgment and ``ties`` the share of answers that name no winner, both of the newest
    judgments; ``raters`` are people who may work; ``votes`` are wanted per item.
    """

    seconds: float | None
    ties: float | None
    raters: int
    votes: int
    models: int
    correlation: float | None


def figures_of(project: Project) -> Figures:
    """Return the project's own figures, in a bounded number of queries over its newest judgments."""
    newest = list(counted_judgments(project.pk).order_by("-pk").values_list("pk", flat=True)[:RECENT])
    recent = counted_judgments(project.pk).filter(pk__gte=newest[-1]) if newest else None
    active_ms = recent.aggregate(mean=Avg("active_ms"))["mean"] if recent is not None else None
    raters = Membership.objects.filter(
        project=project, role=Role.RATER, kind=RaterKind.HUMAN, state=MembershipState.ACTIVE
    )
    named = Response.objects.filter(item__project=project).exclude(model="").order_by()
    return Figures(
        seconds=None if active_ms is None else round(active_ms / 1000, 1),
        ties=_ties(project, newest[-1]) if newest else None,
        raters=raters.count(),
        votes=project.overlap,
        models=named.values("model").distinct().count(),
        correlation=_correlation(project, newest[-1]) if newest else None,
    )


def _ties(project: Project, since: int) -> float | None:
    question = _comparing(project)
    if question is None:
        return None
    counted = {f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()}
    answers = Answer.objects.filter(question=question, judgment_id__gte=since, outcome__isnull=False, **counted)
    undecided = Count("pk", filter=Q(outcome__in=[Outcome.TIE, Outcome.BOTH_BAD]))
    found = answers.aggregate(n=Count("pk"), undecided=undecided)
    return round(found["undecided"] / found["n"], 3) if found["n"] else None


def _correlation(project: Project, since: int) -> float | None:
    """How far two decided votes on one item go together: twice the chance that they agree, less one.

    That is the correlation of the winning side, where each side wins half the time. None below ``LEAST_TWICE`` items.
    """
    question = _comparing(project)
    if question is None or question.kind != QuestionKind.PREFERENCE:
        return None
    counted = {f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()}
    decided = Answer.objects.filter(question=question, judgment_id__gte=since, **counted)
    items = decided.filter(outcome__in=[Outcome.A, Outcome.B]).values("judgment__item").order_by()
    told = items.annotate(a=Count("pk", filter=Q(outcome=Outcome.A)), b=Count("pk", filter=Q(outcome=Outcome.B)))
    rows = [(a, b) for a, b in told.values_list("a", "b") if a + b > 1]
    if len(rows) < LEAST_TWICE:
        return None
    # Each item counts once, however many votes it has.
    agreed = sum((a * (a - 1) + b * (b - 1)) / ((a + b) * (a + b - 1)) for a, b in rows) / len(rows)
    return round(max(2 * agreed - 1, 0.0), 2)


def _comparing(project: Project) -> Question | None:
    try:
        return comparing_question(project)
    except NoComparingQuestion:
        return None
