"""The sides of a comparison: which judgments each holds, and reading them onto one scale."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from agreement.datasets import QuestionRatings, category_label, full_scale, read_question
from agreement.services.computations import check_keys
from agreement.statistics.counts import Ratings
from annotator.errors import InvalidInput
from annotator.models import Guideline, Project, Question
from annotator.said import say

BY = ("period", "guideline")
SIDES = ("a", "b")


def check_sides(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{by, a, b}`` as JSON: two periods of whole days (UTC) that don't overlap, or two guideline versions.

    Raises ``InvalidInput`` that says what is wrong with which side.
    """
    by = wanted.get("by", BY[0])
    if by not in BY:
        raise _invalid("by", say("Must be one of: {listed}.", listed=", ".join(BY)))
    check = _period if by == "period" else _guideline
    sides = {}
    for name in SIDES:
        side = wanted.get(name)
        if not isinstance(side, Mapping):
            raise _invalid(name, say("Say what this side is: from and to, or a guideline."))
        sides[name] = check(project, name, side)
    a, b = sides["a"], sides["b"]
    if a == b:
        raise _invalid("b", say("Both sides are the same: choose two that differ."))
    if by == "period" and a["from"] <= b["to"] and b["from"] <= a["to"]:
        raise _invalid("b", say("The periods overlap: a judgment can be on one side only."))
    return {"by": by, **sides}


def side_filter(by: str, side: Mapping[str, Any]) -> dict[str, Any]:
    """Look-ups of the answers on a checked ``side``."""
    if by == "guideline":
        return {"judgment__guideline__version": side["guideline"]}
    first, last = (date.fromisoformat(side[name]) for name in ("from", "to"))
    return {
        "judgment__submitted_at__gte": datetime.combine(first, time.min, UTC),
        "judgment__submitted_at__lt": datetime.combine(last + timedelta(days=1), time.min, UTC),
    }


def side_label(by: str, side: Mapping[str, Any]) -> str:
    """The side in words: "guideline 3", "2026-03-01 to 2026-03-07"."""
    return f"guideline {side['guideline']}" if by == "guideline" else f"{side['from']} to {side['to']}"


def read_sides(question: Question, plan: Mapping[str, Any], *, until: int) -> tuple[QuestionRatings, QuestionRatings]:
    """Read both sides of a checked ``plan`` and put them onto one scale, so that category k means the same on both."""
    a, b = (
        read_question(
            question,
            include_models=plan["include_models"],
            until=until,
            where=side_filter(plan["by"], plan[name]),
        )
        for name in SIDES
    )
    if list(a.ratings.scale) == list(b.ratings.scale):
        return a, b
    scale = full_scale(question, [*a.ratings.scale, *b.ratings.scale])
    return _on(a, scale), _on(b, scale)


def _on(data: QuestionRatings, scale: list[Any]) -> QuestionRatings:
    place = {value: code for code, value in enumerate(scale)}
    lookup = np.asarray([place[value] for value in data.ratings.scale], dtype=np.int64)
    old = data.ratings
    category = lookup[old.category] if lookup.size else old.category
    ratings = Ratings(old.item, old.rater, category, old.item_ids, old.rater_ids, scale)
    labels = [category_label(value) for value in scale]
    said = lookup[data.said_label] if lookup.size else data.said_label
    return replace(data, ratings=ratings, categories=labels, said_label=said, said_labels=labels)


def _period(project: Project, name: str, side: Mapping[str, Any]) -> dict[str, Any]:
    check_keys(side, "from", "to")
    days = {}
    for end in ("from", "to"):
        try:
            days[end] = date.fromisoformat(str(side.get(end)))
        except ValueError as error:
            raise _invalid(name, say("{end}: must be a day such as 2026-03-01.", end=end)) from error
    if days["from"] > days["to"]:
        raise _invalid(name, say("The period ends before it begins."))
    if days["to"] == date.max:
        raise _invalid(name, say("The period ends too late."))
    return {end: day.isoformat() for end, day in days.items()}


def _guideline(project: Project, name: str, side: Mapping[str, Any]) -> dict[str, Any]:
    check_keys(side, "guideline")
    version = side.get("guideline")
    versions = list(Guideline.objects.filter(project=project).order_by("version").values_list("version", flat=True))
    if isinstance(version, bool) or version not in versions:
        known = ", ".join(map(str, versions)) or "none, no guideline was published"
        raise _invalid(name, say("guideline: must be one of the versions: {known}.", known=known))
    return {"guideline": version}


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput("The plan can't be followed.", fields={f"plan.{field}": [message]})
