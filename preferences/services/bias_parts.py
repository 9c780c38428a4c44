"""The parts of the bias report beside length and side: Markdown, slices, hours of the shift, and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agreement.statistics.codes import Ints
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from annotator.models import Membership, Project, RaterKind
from preferences.datasets.columns import UNKNOWN, LoadedComparisons
from preferences.datasets.item_facts import slice_codes
from preferences.statistics.comparisons import Comparisons
from preferences.statistics.effects import MATERIAL_SHARE, Effect, feature_bias
from preferences.statistics.raters import first_wins, longer_wins

FEATURES = (("headers", "headers"), ("lists", "list items"), ("bolds", "bold passages"))
LONGER = "share won by the longer response"
FIRST = "share won by the response shown first"
#: Groups with fewer items are not shown, and so many of a kind at most.
LEAST_ITEMS, MOST_GROUPS = 10, 60
_LAST_HOUR = 8


def format_effects(compared: Comparisons) -> Iterator[dict[str, Any]]:
    """Whether Markdown decides: one row per feature that some responses have more of than others."""
    for name, noun in FEATURES:
        if compared.features[name].any():
            effect = feature_bias(compared, name, noun=noun)
            yield {
                "name": name,
                "more_wins": effect.raw.as_dict(),
                "controlled": effect.controlled.as_dict(),
                "verdict": effect.verdict,
                "sentence": effect.sentence,
            }


def by_slice(project: Project, compared: Comparisons) -> Iterator[dict[str, Any]]:
    """How often the longer response wins in each value of each slice, the farthest from one half first."""
    longer, items = longer_wins(compared)
    rows = []
    for name, (values, codes) in slice_codes(project, items).items():
        if len(values) > MOST_GROUPS:
            continue
        for code, value in enumerate(values):
            share = _share(longer, items, codes == code, LONGER)
            if share is not None:
                row = {"slice": name, "value": value, "longer_wins": share.as_dict(), "flag": off_balance(share)}
                rows.append((-abs((share.value or 0.5) - 0.5), name, value, row))
    yield from (row for *_, row in sorted(rows, key=lambda found: found[:3])[:MOST_GROUPS])


def by_hour(votes: LoadedComparisons) -> Iterator[dict[str, Any]]:
    """How often the longer and the first-shown response win, by the hour of the rater's shift, where it is known."""
    compared = votes.comparisons
    hour = np.minimum(votes.hour, _LAST_HOUR - 1)
    for number in np.unique(hour[hour != UNKNOWN]).tolist():
        inside = compared.where(hour == number)
        longer, first = _both_shares(inside)
        yield {
            "hour": number + 1,
            "n": inside.n,
            "longer_wins": longer.as_dict(),
            "first_wins": first.as_dict(),
        }


def by_group(votes: LoadedComparisons) -> Iterator[dict[str, Any]]:
    """How often the longer and the first-shown response win with each group of raters, largest groups first.

    Groups are model judges, and the raters that have a qualification; one that has everybody is no group.
    """
    compared = votes.comparisons
    groups: dict[str, list[int]] = {}
    members = {row.pk: row for row in Membership.objects.filter(pk__in=[rater.id for rater in votes.raters])}
    for code, rater in enumerate(votes.raters):
        member = members[rater.id]
        for name in (*member.qualifications, *(["model judges"] if member.kind == RaterKind.MODEL else [])):
            groups.setdefault(name, []).append(code)
    partial = {name: codes for name, codes in groups.items() if len(codes) < len(votes.raters)}
    for name, codes in sorted(partial.items(), key=lambda group: (-len(group[1]), group[0]))[:MOST_GROUPS]:
        inside = compared.where(np.isin(compared.rater, codes))
        longer, first = _both_shares(inside)
        yield {
            "group": name,
            "n_raters": len(codes),
            "n": inside.n,
            "longer_wins": longer.as_dict(),
            "first_wins": first.as_dict(),
            "length_flag": off_balance(longer),
            "side_flag": off_balance(first),
        }


def _both_shares(inside: Comparisons) -> list[Estimate]:
    """How often the longer and the first-shown response win."""
    return [
        clustered_proportion(hits, items, what=what) if hits.size else unknown("no vote could say it", method=what)
        for (hits, items), what in ((longer_wins(inside), LONGER), (first_wins(inside), FIRST))
    ]


def _share(hits: NDArray[np.bool_], items: Ints, inside: NDArray[np.bool_], what: str) -> Estimate | None:
    if np.unique(items[inside]).size < LEAST_ITEMS:
        return None
    return clustered_proportion(hits[inside], items[inside], what=what)


def off_balance(share: Estimate) -> bool:
    """Whether the whole interval lies further from one half than could be shrugged off."""
    if share.low is None or share.high is None:
        return False
    return share.low > 0.5 + MATERIAL_SHARE or share.high < 0.5 - MATERIAL_SHARE


_LENGTH = (
    "Say in the guideline that length is no merit of its own, and show an example where the shorter response is right.",
    "Sample pairs of like length next, so that length can't decide.",
    "At export, give pairs with a large difference of lengths less weight, or train with length held fixed.",
)
_SIDE = (
    "Import the shown order with votes made elsewhere: without it side and model can't be told apart.",
    "Ask for hidden repeats with the sides swapped, and look at the raters that follow the side.",
)
_FORMAT = (
    "Say in the guideline when Markdown helps a reader and when it is mere dress; raters may show the raw text.",
    "Rank with style held equal (leaderboard), and train on pairs of like format.",
)


def advice(length: Effect, side: Effect, formats: Sequence[Mapping[str, Any]]) -> list[str]:
    """What to do about the biases that were found; nothing where none was."""
    said: list[str] = []
    if length.verdict == "present":
        said += _LENGTH
    if side.verdict == "present":
        said += _SIDE
    if any(row["verdict"] == "present" for row in formats):
        said += _FORMAT
    return said
