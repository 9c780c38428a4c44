"""Judgments → votes with what was known of each: rater, guideline, hour of the shift, side, length, slices."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from annotator.models import Answer, ItemSlice, Membership, Project, Question, Response, ResponseScore, Scorer
from preferences.queries import VoteFilter, counted_judgments
from preferences.statistics.comparisons import FIRST_A, FIRST_B, FIRST_UNKNOWN, OUTCOMES

_CODES: dict[str, int] = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_READ = 10_000
#: What is not known of a vote.
UNKNOWN = -1
#: Slices with more values than this name single items rather than groups of them.
MOST_VALUES = 500


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """Preference votes on items with two responses, n in all.

    ``item`` and ``rater`` (n,) are ids, ``outcome`` (n,) positions in OUTCOMES, ``first`` (n,) the side shown first,
    ``guideline`` (n,) versions and ``hour`` (n,) hours since the shift began, from 0 (UNKNOWN where not told),
    ``length`` (n,) characters of side a less those of side b, ``model_a`` and ``model_b`` (n,) positions in ``models``.
    """

    models: Sequence[str]
    item: Ints
    rater: Ints
    outcome: Ints
    first: Ints
    guideline: Ints
    hour: Ints
    length: Floats
    model_a: Ints
    model_b: Ints
    not_pairs: int


def load_contexts(project: Project, question: Question, votes: VoteFilter) -> Contexts:
    """Load the counted votes on a preference question, in a constant number of queries, sorted by item and rater."""
    models: dict[str, int] = {}
    sides: dict[int, list[tuple[int, int]]] = {}
    responses = Response.objects.filter(item__project=project).order_by("item_id", "position")
    for item, model, chars in responses.values_list("item_id", "model", "chars").iterator(chunk_size=_READ):
        sides.setdefault(item, []).append((models.setdefault(model, len(models)), chars))
    counted = counted_judgments(project, votes)
    answers = Answer.objects.filter(question=question, outcome__isnull=False, judgment__in=counted)
    rows = answers.values_list(
        "judgment__item_id",
        "judgment__rater_id",
        "outcome",
        "judgment__first_shown",
        "judgment__guideline__version",
        "judgment__on_shift_s",
    )
    said, not_pairs = array("q"), 0
    for item, rater, outcome, shown, guideline, on_shift in rows.iterator(chunk_size=_READ):
        pair = sides[item]
        if len(pair) != 2:
            not_pairs += 1
            continue
        (a, chars_a), (b, chars_b) = pair
        first = FIRST_A if shown == 0 else FIRST_B if shown == 1 else FIRST_UNKNOWN
        version = UNKNOWN if guideline is None else guideline
        hour = UNKNOWN if on_shift is None else on_shift // 3600
        said.extend((item, rater, _CODES[outcome or ""], first, version, hour, chars_a - chars_b, a, b))
    table = np.frombuffer(said, dtype=np.int64).reshape(-1, 9) if said else np.zeros((0, 9), dtype=np.int64)
    # Sorted, so that sums don't depend on the order in which the database gives rows.
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    return Contexts(
        models=list(models),
        item=table[:, 0],
        rater=table[:, 1],
        outcome=table[:, 2],
        first=table[:, 3],
        guideline=table[:, 4],
        hour=table[:, 5],
        length=table[:, 6].astype(np.float64),
        model_a=table[:, 7],
        model_b=table[:, 8],
        not_pairs=not_pairs,
    )


def scored_margins(scorer: Scorer, item: Ints) -> Floats:
    """By how much the scorer puts side a above side b for each of ``item`` (n,), ids; nan where it scored not both."""
    scores: dict[int, dict[int, float]] = {}
    rows = ResponseScore.objects.filter(scorer=scorer)
    named = rows.values_list("response__item_id", "response__position", "value")
    for pk, position, value in named.iterator(chunk_size=_READ):
        scores.setdefault(pk, {})[position] = value
    ids, places = np.unique(item, return_inverse=True)
    margins = np.full(ids.size, np.nan)
    for place, pk in enumerate(ids.tolist()):
        found = scores.get(pk)
        if found is not None and 0 in found and 1 in found:
            margins[place] = found[0] - found[1]
    return np.asarray(margins[places.reshape(-1)])


def slice_codes(project: Project, item: Ints) -> Mapping[str, tuple[list[str], Ints]]:
    """For each name of a slice its values, sorted, and which of them each of ``item`` (n,) has (UNKNOWN: none).

    Names with more than ``MOST_VALUES`` values are left out.
    """
    by_name: dict[str, dict[int, str]] = {}
    rows = ItemSlice.objects.filter(project=project).values_list("item_id", "name", "value")
    for pk, name, value in rows.iterator(chunk_size=_READ):
        by_name.setdefault(name, {})[pk] = value
    ids, places = np.unique(item, return_inverse=True)
    found: dict[str, tuple[list[str], Ints]] = {}
    for name in sorted(by_name):
        values = sorted({by_name[name][pk] for pk in ids.tolist() if pk in by_name[name]})
        if not 0 < len(values) <= MOST_VALUES:
            continue
        code = {value: place for place, value in enumerate(values)}
        codes = np.fromiter(
            (code.get(by_name[name].get(pk, ""), UNKNOWN) for pk in ids.tolist()), dtype=np.int64, count=ids.size
        )
        found[name] = (values, codes[places.reshape(-1)])
    return found


def rater_names(ids: Sequence[int]) -> dict[int, str]:
    """The aliases of memberships by id."""
    return dict(Membership.objects.filter(pk__in=ids).values_list("pk", "alias"))
