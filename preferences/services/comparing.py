"""What rankings and bias reports share: the plan, the votes looked at, and what to say when there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agreement.services.computations import Inputs, check_flag, check_keys
from annotator.errors import InvalidInput
from annotator.models import Project, Question
from annotator.said import say
from preferences.datasets.columns import AGGREGATIONS, Aggregation, LoadedComparisons, load_comparisons
from preferences.queries import NoComparingQuestion, VoteFilter, comparing_question, lost_by


@dataclass(frozen=True, slots=True)
class Found:
    """The question looked at and its votes, or the reason why there is nothing to look at."""

    question: Question | None
    loaded: LoadedComparisons | None
    reason: str | None


def freeze_comparison(project: Project, wanted: Mapping[str, Any], *known: str) -> dict[str, Any]:
    """Check the part of a plan that rankings and bias share; raises ``InvalidInput`` subclasses naming the field.

    A project that compares nothing gets a plan all the same: the report then says so.
    """
    check_keys(wanted, "question", "include_models", "aggregation", *known)
    aggregation = wanted.get("aggregation", "votes")
    if aggregation not in AGGREGATIONS:
        message = say("Must be one of: {listed}.", listed=", ".join(AGGREGATIONS))
        raise InvalidInput("The plan can't be followed.", fields={"plan.aggregation": [message]})
    return {
        "question": _question(project, wanted.get("question")),
        "include_models": check_flag(wanted, "include_models", default=False),
        "aggregation": aggregation,
    }


def _question(project: Project, key: str | None) -> str | None:
    """The key of the question meant; None where none was named and none compares responses by itself."""
    try:
        return comparing_question(project, key).key
    except NoComparingQuestion:
        if key is not None:
            raise
        return None


def find_comparisons(inputs: Inputs, *, by_position: bool, aggregation: Aggregation | None = None) -> Found:
    """Load what the plan names. ``aggregation`` overrides the plan's."""
    try:
        question = comparing_question(inputs.project, inputs.plan["question"])
    except NoComparingQuestion as nothing:
        return Found(None, None, nothing.message)
    inputs.progress(0, None, stage="Reading the votes")
    loaded = load_comparisons(
        inputs.project,
        question,
        VoteFilter(include_models=inputs.plan["include_models"], until=inputs.until),
        aggregation=aggregation or inputs.plan["aggregation"],
        by_position=by_position,
        progress=inputs.progress,
    )
    reason = None if loaded.comparisons.n else "No vote compares two responses yet."
    return Found(question, loaded, reason)


def notes_on(loaded: LoadedComparisons, question: Question | None = None) -> list[str]:
    """What was left out of the comparisons, and what comparing the answers to the question loses, in sentences."""
    lost = lost_by(question) if question else None
    notes = [lost] if lost else []
    if loaded.not_pairs:
        notes.append(f"{loaded.not_pairs} votes are on items without exactly two responses and are left out.")
    if loaded.nameless:
        notes.append(
            f"{loaded.nameless} votes compare responses without a model name, or of the same model; they are left out."
        )
    if loaded.no_majority:
        notes.append(f"{loaded.no_majority} pairs have no majority: outcomes share the lead. They are left out.")
    return notes
