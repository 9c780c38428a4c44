"""The computation of kind ``comparison``: does agreement differ between two periods, or guidelines, and how sure."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from django.utils import timezone

from agreement import queries
from agreement.datasets import QuestionRatings
from agreement.services.computations import (
    Computation,
    Inputs,
    NumberRow,
    check_flag,
    check_keys,
    check_replicates,
)
from agreement.services.question_agreement import QuestionMeasure
from agreement.services.sides import SIDES, check_sides, read_sides, side_label
from agreement.statistics.codes import Ints
from agreement.statistics.comparison import Side, differences, only, shared_items
from agreement.statistics.estimate import Estimate
from agreement.statistics.krippendorff import numbers_for
from annotator.errors import InvalidInput
from annotator.models import Project
from annotator.said import say

STEPS = 4
NAMES = {
    "alpha": "krippendorff_alpha",
    "percent": "percent_agreement",
    "fleiss": "fleiss_kappa",
    "ac1": "gwet_ac1",
}


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the full plan: the question's key, what the sides are, model judges or not, and how often to resample."""
    check_keys(wanted, "question", "by", "a", "b", "include_models", "replicates")
    keys = [question.key for question in queries.measured_questions(project.pk)]
    key = wanted.get("question", keys[0] if keys else None)
    if key not in keys:
        message = say(
            "Must be one of: {known}.", known=", ".join(keys) or say("none, the project asks for free text only")
        )
        raise InvalidInput("The plan can't be followed.", fields={"plan.question": [message]})
    return {
        "question": key,
        **check_sides(project, wanted),
        "include_models": check_flag(wanted, "include_models", default=False),
        "replicates": check_replicates(wanted),
    }


def run(inputs: Inputs) -> dict[str, Any]:
    """Return both sides, and for each coefficient a, b and the difference; once over all items, once over shared ones.

    ``shared`` holds items fixed: only those that two or more raters judged on both sides.
    """
    plan, progress = inputs.plan, inputs.progress
    question = next(one for one in queries.measured_questions(inputs.project.pk) if one.key == plan["question"])
    progress(0, STEPS, stage="Reading the judgments of both sides")
    data = read_sides(question, plan, until=inputs.until)
    progress(1, STEPS, stage="Measuring both sides")
    measures = [QuestionMeasure(question, one, inputs.seed, plan["replicates"], {}) for one in data]
    a, b = (_side(measure, stream=stream) for stream, measure in enumerate(measures))
    progress(2, STEPS, stage="Resampling the items of both sides together")
    everything = _compared(a, b, measures[0], stream=10)
    progress(3, STEPS, stage="Comparing the items that both sides share")
    kept = shared_items(a, b)
    parts = [_side(measure, stream=2 + stream, kept=kept) for stream, measure in enumerate(measures)]
    shared = _compared(parts[0], parts[1], measures[0], stream=11)
    return {
        "question": question.key,
        "title": question.title,
        "level": measures[0].level,
        "unit": data[0].unit,
        "by": plan["by"],
        **{name: _told(plan, name, one, side) for name, one, side in zip(SIDES, data, (a, b), strict=True)},
        "n_raters_both": int(np.intersect1d(data[0].rater_ids, data[1].rater_ids).size),
        "coefficients": everything,
        "n_items_shared": int(kept.size),
        "shared": shared,
        "reading": read_difference(Estimate(**everything[0]["difference"])),
        "computed_at": timezone.now().isoformat(),
    }


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Yield every Estimate of the result."""
    for group, coefficients in (("all items", result["coefficients"]), ("shared items", result["shared"])):
        for one in coefficients:
            for side in SIDES:
                yield NumberRow(result["question"], one["name"], group, result[side]["name"], one[side])
            subject = f"{result['b']['name']} less {result['a']['name']}"
            yield NumberRow(result["question"], f"{one['name']}_difference", group, subject, one["difference"])


def read_difference(difference: Estimate) -> dict[str, Any]:
    """Return ``{word, sentence}``: whether alpha rose or fell from A to B, as far as the interval tells."""
    if difference.value is None:
        return {"word": "unknown", "sentence": f"Not known: {difference.reason}."}
    if difference.low is None or difference.high is None:
        return {"word": "unknown", "sentence": f"How sure the difference is can't be said: {difference.reason}."}
    span = (
        f"the {difference.level:.0%} interval of the difference runs from {difference.low:.3f} to {difference.high:.3f}"
    )
    if difference.low > 0:
        return {"word": "higher", "sentence": f"Agreement is higher on side B: {span}, all of it above zero."}
    if difference.high < 0:
        return {"word": "lower", "sentence": f"Agreement is lower on side B: {span}, all of it below zero."}
    return {"word": "undecided", "sentence": f"No difference is proved: {span}, and zero is in it."}


def _side(measure: QuestionMeasure, *, stream: int, kept: Ints | None = None) -> Side:
    data = measure.data
    item = data.item_ids[data.item_of_unit]
    units = np.arange(item.size) if kept is None else np.flatnonzero(np.isin(item, kept))
    counts, item = (measure.counts, item) if kept is None else only(measure.counts, item, kept)
    return Side(counts, item, measure.estimates(units, stream=2_000_000 + stream))


def _compared(a: Side, b: Side, measure: QuestionMeasure, *, stream: int) -> list[dict[str, Any]]:
    found = differences(
        a,
        b,
        values=numbers_for(measure.data.ratings, measure.level),
        level=measure.level,
        replicates=measure.replicates,
        rng=np.random.default_rng([measure.seed, stream]),
    )
    return [
        {
            "name": name,
            "a": a.estimates[short].as_dict(),
            "b": b.estimates[short].as_dict(),
            "difference": found[short].as_dict(),
        }
        for short, name in NAMES.items()
    ]


def _told(plan: Mapping[str, Any], name: str, data: QuestionRatings, side: Side) -> dict[str, Any]:
    return {
        "name": side_label(plan["by"], plan[name]),
        "n_items": int(data.item_ids.size),
        "n_items_overlap": int(side.paired.size),
        "n_judgments": data.n_judgments,
        "n_raters": int(data.rater_ids.size),
    }


COMPARISON = Computation(freeze=freeze, run=run, rows=rows)
