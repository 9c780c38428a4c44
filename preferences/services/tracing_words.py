"""The words of the trace-back report: what a group is called, and what to do about one that carries contradictions."""

from collections.abc import Sequence
from typing import Any

from agreement.statistics.estimate import Estimate

#: Limits of the bands of length: characters of the scorer's favourite less those of the other response.
LENGTHS = (-500.0, -200.0, -50.0, 50.0, 200.0, 500.0)
_LENGTH_NAMES = (
    "favourite shorter by over 500 characters",
    "favourite shorter by 200 to 500 characters",
    "favourite shorter by 50 to 200 characters",
    "about equal lengths",
    "favourite longer by 50 to 200 characters",
    "favourite longer by 200 to 500 characters",
    "favourite longer by 500 characters or more",
)
_ADVICE = {
    "rater": "Look at this rater's contradicted items and gold checks; retrain, or leave their votes out of the export "
    "and train again.",
    "guideline": "Judgments under this version say something else. Compare it with the others on shared items, and "
    "have its judgments made again, or export without them.",
    "hour": "Judgments late in a shift differ: shorter batches and an earlier break. Leave these hours out of the "
    "export to see what changes.",
    "side": "The side shown first sways the choice here: look at the bias report, and ask for repeats with the sides "
    "swapped.",
    "slice": "Read the contradicted items of this slice: either the scorer has learned too little of it, or the "
    "guideline says too little about it.",
}


def group_name(dimension: str, label: Any) -> str:
    """What a group is called, in words; ``label`` is its rater, version, number of hour, side or band, or value."""
    if dimension == "rater":
        return f"rater {label.alias}"
    if dimension == "guideline":
        return f"guideline {label}"
    if dimension == "hour":
        return "8th hour of the shift or later" if label == 7 else f"{_ORDINALS[label]} hour of the shift"
    if dimension == "side":
        return "favourite shown second" if label else "favourite shown first"
    if dimension == "length":
        return _LENGTH_NAMES[label]
    return f"{dimension.removeprefix('slice:')} = {label}"


_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th")


def advice(dimension: str, label: Any) -> str:
    """What to do about a group that carries more contradictions than its share."""
    if dimension == "length":
        if label == len(LENGTHS) // 2:
            return "At like lengths the scorer and the raters part: read these items first, length is not the reason."
        if label > len(LENGTHS) // 2:
            return (
                "The scorer pays for length where raters do not: train it with length held fixed, on length-matched "
                "pairs, or penalise length in the reward."
            )
        return (
            "Raters choose the longer response where the scorer does not: look at the bias report, say in the "
            "guideline that length is no merit, and weight or match lengths at export."
        )
    return _ADVICE["slice" if dimension.startswith("slice:") else dimension]


def overall_sentence(scorer: str, contradicted: Estimate, sources: Sequence[str]) -> str:
    """The finding in a sentence or two."""
    who = f"“{scorer}”" if scorer else "the strengths fitted to all votes"
    share = "unknown" if contradicted.value is None else f"{contradicted.value:.1%}"
    said = f"{share} of {contradicted.n_judgments} decided votes contradict {who}."
    if not sources:
        return f"{said} No group carries more of them than votes of like margin would."
    named = ", ".join(sources[:3])
    more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
    verb = "carries" if len(sources) == 1 else "carry"
    return f"{said} More than their share {verb}: {named}{more}."
