"""The bias report: does length or side decide, beside the models?"""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

import numpy as np

from agreement.services.computations import Computation, Inputs, NumberRow
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from annotator.models import Project
from preferences.datasets.columns import RaterName
from preferences.services.bias_parts import advice, by_group, by_hour, by_slice, format_effects, off_balance
from preferences.services.comparing import find_comparisons, freeze_comparison, notes_on
from preferences.statistics.comparisons import BOTH_BAD, OUTCOMES, TIE, A, B, Comparisons
from preferences.statistics.effects import Effect, length_bias, side_bias
from preferences.statistics.rater_slopes import RaterSlopes, rater_slopes
from preferences.statistics.raters import RaterEffect, rater_effects
from preferences.statistics.strata import Band, longer_within

#: Bands of the absolute length difference, in characters: from (included) to (excluded; None: no end).
BANDS: tuple[Band, ...] = ((1, 50), (50, 200), (200, 500), (500, None))
#: Effects that raters may differ in, as the result and as a fit call them.
_SLOPES = {"length": "length", "side": "first"}


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The full plan: question, include_models, aggregation."""
    return freeze_comparison(project, wanted)


def run(inputs: Inputs) -> dict[str, Any]:
    """Return the BiasResult. Length is judged on what the plan aggregates to; sides and raters always on votes."""
    found = find_comparisons(inputs, by_position=True, aggregation="votes")
    question = found.question.key if found.question else None
    if found.loaded is None or found.reason is not None:
        return _nothing(question, found.reason or "No vote compares two responses yet.")
    votes, judged = found.loaded, found.loaded
    if inputs.plan["aggregation"] == "majority":
        again = find_comparisons(inputs, by_position=True)
        judged = again.loaded or judged
    inputs.progress(0, None, stage="Measuring length and side")
    compared = judged.comparisons
    length, side = length_bias(compared), side_bias(votes.comparisons)
    formats = list(format_effects(compared))
    inputs.progress(0, None, stage="Measuring every rater")
    slopes = {name: rater_slopes(votes.comparisons, covariate) for name, covariate in _SLOPES.items()}
    inputs.progress(0, None, stage="Looking into slices and shifts")
    return {
        "question": question,
        "reason": None,
        "aggregation": inputs.plan["aggregation"],
        "n_items": compared.n_items,
        "n_comparisons": compared.n,
        "length": _length(length),
        "side": _side(side),
        "formats": formats,
        "advice": advice(length, side, formats),
        "raters": _raters(votes.comparisons, slopes),
        "rater_spread": {name: found.spread.as_dict() for name, found in slopes.items()},
        "groups": list(by_group(votes)),
        "length_bands": list(_bands(compared)),
        "slices": list(by_slice(inputs.project, compared)),
        "hours": list(by_hour(votes)),
        "ties": _share(compared, TIE, "share of ties").as_dict(),
        "both_bad": _share(compared, BOTH_BAD, "share of both-bad verdicts").as_dict(),
        "notes": [*notes_on(judged, found.question), *_slope_notes(slopes)],
    }


#: The lists of a result whose rows have estimates: what they go by, and what each is called.
_LISTED: tuple[tuple[str, str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("length_bands", "length difference", itemgetter("band")),
    ("formats", "feature", itemgetter("name")),
    ("slices", "slice", lambda row: f"{row['slice']}={row['value']}"),
    ("hours", "hour of the shift", lambda row: str(row["hour"])),
    ("groups", "group of raters", itemgetter("group")),
    ("raters", "rater", lambda row: str(row["rater"]["alias"])),
)


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Every number of the result."""
    question = result["question"] or ""
    for group, name in (
        ("length", "longer_wins"),
        ("length", "controlled"),
        ("side", "first_wins"),
        ("side", "controlled"),
    ):
        yield NumberRow(question, f"{group}_{name}", "", "", result[group][name])
    for name in ("ties", "both_bad"):
        yield NumberRow(question, name, "", "", result[name])
    for listed, group, named in _LISTED:
        for row in result[listed]:
            for name, number in row.items():
                if isinstance(number, dict) and "method" in number:
                    yield NumberRow(question, name, group, named(row), number)
    for name, spread in result["rater_spread"].items():
        yield NumberRow(question, "spread of raters' slopes", "effect", name, spread)


COMPUTATION = Computation(freeze=freeze, run=run, rows=rows)


def _length(effect: Effect) -> dict[str, Any]:
    return {
        "longer_wins": effect.raw.as_dict(),
        "controlled": effect.controlled.as_dict(),
        "sd_chars": effect.unit_size,
        "verdict": effect.verdict,
        "sentence": effect.sentence,
    }


def _side(effect: Effect) -> dict[str, Any]:
    return {
        "first_wins": effect.raw.as_dict(),
        "controlled": effect.controlled.as_dict(),
        "verdict": effect.verdict,
        "sentence": effect.sentence,
    }


def _raters(votes: Comparisons, slopes: Mapping[str, RaterSlopes]) -> list[dict[str, Any]]:
    codes = {rater: code for code, rater in enumerate(votes.rater_ids)}
    return [
        _rater(effect)
        | {
            f"{name}_slope": (found.slopes.get(codes[effect.rater]) or _no_slope(found)).as_dict()
            for name, found in slopes.items()
        }
        for effect in rater_effects(votes)
    ]


def _slope_notes(slopes: Mapping[str, RaterSlopes]) -> Iterator[str]:
    if any(found.slopes for found in slopes.values()):
        yield (
            "Raters' own odds hold the models' strengths at their fit without them: where raters differ very much, "
            "odds come out 1 to 3 % too near to their mean."
        )


def _no_slope(found: RaterSlopes) -> Estimate:
    reason = found.spread.reason or "no decided comparison between models that can be ranked"
    return unknown(reason, method=found.spread.method)


def _rater(effect: RaterEffect) -> dict[str, Any]:
    rater = effect.rater
    if not isinstance(rater, RaterName):
        raise TypeError(f"A rater's effect names {rater!r} instead of a rater.")
    return {
        "rater": {"id": rater.id, "alias": rater.alias},
        "n": effect.tie_rate.n_judgments,
        "longer_wins": effect.longer_wins.as_dict(),
        "first_wins": effect.first_wins.as_dict(),
        "tie_rate": effect.tie_rate.as_dict(),
        "longer_wins_shrunk": effect.longer_wins_shrunk,
        "first_wins_shrunk": effect.first_wins_shrunk,
        "length_flag": off_balance(effect.longer_wins),
        "side_flag": off_balance(effect.first_wins),
    }


def _bands(compared: Comparisons) -> Iterator[dict[str, Any]]:
    if compared.length_difference is None:
        return
    longer = np.where(compared.length_difference > 0, A, B)
    size = np.abs(compared.length_difference)
    for (low, high), controlled in zip(BANDS, longer_within(compared, BANDS), strict=True):
        inside = (compared.outcome <= B) & (size >= low)
        if high is not None:
            inside &= size < high
        name = f"{low}–{high - 1}" if high is not None else f"{low} or more"
        what = "share won by the longer response"
        share = unknown("no decided comparison of this length difference", method=what)
        if inside.any():
            share = clustered_proportion((compared.outcome == longer)[inside], compared.item[inside], what=what)
        yield {
            "band": name,
            "n": int(np.count_nonzero(inside)),
            "longer_wins": share.as_dict(),
            "controlled": controlled.as_dict(),
        }


def _share(compared: Comparisons, outcome: int, what: str) -> Estimate:
    return clustered_proportion(compared.outcome == outcome, compared.item, what=what)


def _nothing(question: str | None, reason: str) -> dict[str, Any]:
    estimate = unknown(reason, method=f"shares of {', '.join(OUTCOMES)}").as_dict()
    unknown_effect = {"controlled": estimate, "verdict": "unknown", "sentence": f"Not known: {reason}"}
    return {
        "question": question,
        "reason": reason,
        "aggregation": "votes",
        "n_items": 0,
        "n_comparisons": 0,
        "length": {"longer_wins": estimate, "sd_chars": None, **unknown_effect},
        "side": {"first_wins": estimate, **unknown_effect},
        "raters": [],
        "rater_spread": dict.fromkeys(_SLOPES, estimate),
        "groups": [],
        "length_bands": [],
        "formats": [],
        "advice": [],
        "slices": [],
        "hours": [],
        "ties": estimate,
        "both_bad": estimate,
        "notes": [],
    }
