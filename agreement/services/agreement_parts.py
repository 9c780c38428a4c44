"""An agreement result cut into the pieces that the dashboard shows one by one."""

from collections.abc import Iterator, Mapping
from typing import Any

from agreement.services.computations import Part

OVERVIEW = "overview"
#: What is too long for a first look; each is a piece of its own.
HEAVY = ("cohen", "raters", "confusion", "slices", "over_time", "most_disputed")
#: Slices below the whole, and raters apart from the others, that the overview names.
MOST_NAMED = 10
#: A rater without whom alpha is higher by this much stands apart.
APART = 0.05
KAPPAS = ("percent_agreement", "plain", "linear", "quadratic")


def parts(result: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the overview of all questions, and for each question its pairs, raters, slices and so on."""
    questions = result["questions"]
    yield Part("", OVERVIEW, {**result, "questions": [_light(question) for question in questions]})
    for question in questions:
        key = question["question"]
        yield Part(key, "pairs", _pairs(question["cohen"]))
        confusion = question.get("confusion")
        yield Part(key, "raters", _raters(question["raters"], confusion))
        yield Part(key, "slices", {"slices": question["slices"], "left_out": question["slices_left_out"]})
        yield Part(key, "over_time", {"windows": question["over_time"]})
        yield Part(key, "disputed", {"items": question["most_disputed"]})
        if confusion is not None:
            yield Part(key, "confusion", confusion)


def _light(question: Mapping[str, Any]) -> dict[str, Any]:
    light = {name: value for name, value in question.items() if name not in HEAVY}
    whole = question["krippendorff_alpha"]["value"]
    low = [
        piece
        for piece in question["slices"]
        if whole is not None and piece["alpha"]["high"] is not None and piece["alpha"]["high"] < whole
    ]
    light["low_slices"] = sorted(low, key=lambda piece: piece["alpha"]["value"])[:MOST_NAMED]
    light["raters_apart"] = _apart(question["raters"], whole)
    return light


def _apart(raters: list[dict[str, Any]], whole: float | None) -> list[dict[str, Any]]:
    def gain(entry: Mapping[str, Any]) -> float:
        without = (entry["alpha_without"] or {}).get("value")
        return -1.0 if whole is None or without is None else without - whole

    return sorted((entry for entry in raters if gain(entry) >= APART), key=gain, reverse=True)[:MOST_NAMED]


def _pairs(cohen: list[dict[str, Any]]) -> dict[str, Any]:
    """The pairs in short: who is named once, and the methods are left to the download."""
    raters = {pair[side]["id"]: pair[side] for pair in cohen for side in ("rater_a", "rater_b")}
    return {
        "raters": sorted(raters.values(), key=lambda rater: rater["alias"]),
        "pairs": [
            {
                "a": pair["rater_a"]["id"],
                "b": pair["rater_b"]["id"],
                "n_items": pair["n_items"],
                **{name: _short(pair[name]) for name in KAPPAS},
            }
            for pair in cohen
        ],
    }


def _short(estimate: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {name: estimate[name] for name in ("value", "low", "high", "reason")}


def _raters(raters: list[dict[str, Any]], confusion: Mapping[str, Any] | None) -> dict[str, Any]:
    with_others = {entry["rater"]["id"]: entry["agreement"] for entry in (confusion or {}).get("raters", [])}
    return {
        "raters": [{**entry, "with_others": with_others.get(entry["rater"]["id"])} for entry in raters],
        "confusions": confusion is not None,
    }
