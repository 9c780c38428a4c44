"""The ranking with every rater weighed, and what to be told where weights move it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from preferences.datasets.columns import LoadedComparisons
from preferences.statistics.bradley_terry import ModelStrength
from preferences.statistics.likelihood import NotConverged
from preferences.statistics.rater_weights import rank_with_raters

#: Weighing raters costs some ten seconds per million votes.
MOST_WEIGHED = 2_000_000
#: Models that moved, and light raters, that a note names.
_NAMED = 5
#: Below this a rater's vote counts for less than half of the average rater's.
_LIGHT = 0.5


def strength_row(model: ModelStrength) -> dict[str, Any]:
    """A ranked model as JSON."""
    estimate = model.strength
    return {
        "model": model.model,
        "strength": estimate.value,
        "se": estimate.se,
        "low": estimate.low,
        "high": estimate.high,
        "rank": model.rank,
        "rank_low": model.rank_low,
        "rank_high": model.rank_high,
        "n_comparisons": model.wins + model.losses + model.ties,
        "wins": model.wins,
        "losses": model.losses,
        "ties": model.ties,
        "estimate": estimate.as_dict(),
        "tie_rate": model.tie_rate.as_dict(),
        "both_bad_rate": model.both_bad_rate.as_dict(),
    }


def weigh_raters(loaded: LoadedComparisons, *, seed: int) -> tuple[dict[str, Any] | None, str]:
    """The ranking with every rater weighed, or None and why there is none; no reason where nobody would ask for one."""
    if not loaded.raters or loaded.comparisons.n > MOST_WEIGHED:
        return None, f"there are more than {MOST_WEIGHED:,} votes" if loaded.raters else ""
    try:
        found = rank_with_raters(loaded.comparisons, seed=seed)
    except NotConverged as error:
        return None, str(error)
    if found is None:
        return None, ""
    raters = [(loaded.raters[code], weight) for code, weight in found.weights.items()]
    return {
        "strengths": [strength_row(model) for model in found.ranking.ranked],
        "raters": [
            {"rater": {"id": rater.id, "alias": rater.alias}, "weight": weight.as_dict()}
            for rater, weight in sorted(raters, key=lambda pair: (pair[1].value or 0.0, pair[0].alias))
        ],
        "spread": found.spread,
        "method": found.ranking.method,
    }, ""


def weighing_notes(plain: Sequence[Mapping[str, Any]], weighed: Mapping[str, Any]) -> Iterator[str]:
    """A warning where weights change the order of models, naming the changes and the raters who lose most weight.

    ``plain`` are the strengths as every vote counts the same, ``weighed`` what ``weigh_raters`` found.
    """
    before = {row["model"]: row["rank"] for row in plain}
    moved = [
        f"{row['model']} from {before[row['model']]} to {row['rank']}"
        for row in weighed["strengths"]
        if row["model"] in before and row["rank"] != before[row["model"]]
    ]
    if not moved:
        return
    light = [
        row["rater"]["alias"]
        for row in weighed["raters"]
        if row["weight"]["high"] is not None and row["weight"]["high"] < 1 and row["weight"]["value"] < _LIGHT
    ]
    who = f" Lightest: {_some(light)}." if light else ""
    yield (
        f"Weighing the raters moves the ranking: {_some(moved)}. Weights follow the majority of the raters, so that "
        f"few who see what the others miss lose their say as careless ones do.{who} Look at their gold checks and "
        "votes before you take the weighed ranking for the better one."
    )


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
