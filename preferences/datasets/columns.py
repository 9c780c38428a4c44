"""Judgments → columns of comparisons, in a constant number of queries, for rankings and bias."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from agreement.statistics.estimate import Floats, Ints
from annotator.models import Answer, Membership, Project, Question, Response
from preferences.datasets.pairs import judged_pairs
from preferences.queries import VoteFilter, counted_judgments, places_responses
from preferences.statistics.comparisons import FIRST_A, FIRST_B, FIRST_UNKNOWN, OUTCOMES, Comparisons

Aggregation = Literal["votes", "majority"]
AGGREGATIONS: tuple[Aggregation, ...] = ("votes", "majority")
_CODES: dict[str, int] = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_READ = 10_000
#: What is not known of a vote.
UNKNOWN = -1
#: What is measured of Markdown, as it is called in responses and among the features of comparisons.
STYLE = ("headers", "lists", "bolds")


@dataclass(frozen=True, slots=True)
class RaterName:
    """A rater as leads see them."""

    id: int
    alias: str


@dataclass(frozen=True, slots=True, eq=False)
class LoadedComparisons:
    """Comparisons whose ``item`` codes are item ids, with what had to be left out of them.

    ``n_votes`` counts votes before anything was left out; ``not_pairs`` votes on items without exactly two responses;
    ``nameless`` votes on responses without a model name or of one model twice; ``no_majority`` pairs whose votes share
    the lead between outcomes. ``raters`` are in the order of the rater codes; empty for majorities. ``guideline`` (n,)
    are versions and ``hour`` (n,) hours since the rater's shift began, from 0; UNKNOWN where nobody can say, as of the
    hour of a ranking, or of majorities.
    """

    comparisons: Comparisons
    raters: tuple[RaterName, ...]
    guideline: Ints
    hour: Ints
    n_votes: int
    not_pairs: int
    nameless: int
    no_majority: int


#: What is read of each vote, in order. ``pair`` tells the pairs of one item apart when it was ranked.
_COLUMNS = (
    "item",
    "pair",
    "rater",
    "outcome",
    "first",
    "guideline",
    "hour",
    "model_a",
    "model_b",
    "length",
    *STYLE,
)
#: Differences of side a less side b: characters, headers, list items, bold passages.
_Measured = tuple[int, ...]


def load_comparisons(
    project: Project,
    question: Question,
    votes: VoteFilter,
    *,
    aggregation: Aggregation = "votes",
    by_position: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> LoadedComparisons:
    """Load the counted votes on ``question`` as comparisons of models; length is the difference in characters.

    Where ``by_position``, responses without a model name, or of one model twice, are told apart by their place in the
    item instead of being left out: lengths and sides can be compared without knowing who wrote the texts.
    """
    models = _Models(by_position=by_position)
    if places_responses(question):
        rows, not_pairs = _ranked(project, question, votes, models, progress), 0
    else:
        rows, not_pairs = _compared(project, question, votes, models)
    width = len(_COLUMNS)
    table = np.frombuffer(rows, dtype=np.int64).reshape(-1, width) if rows else np.zeros((0, width), dtype=np.int64)
    n_votes = table.shape[0] + not_pairs
    read: dict[str, Ints] = dict(zip(_COLUMNS, table.T, strict=True))
    # Sorted, so that sums don't depend on the order in which the database gives rows.
    order = np.lexsort((read["rater"], read["pair"], read["item"]))
    named = ((read["model_a"] >= 0) & (read["model_b"] >= 0) & (read["model_a"] != read["model_b"]))[order]
    read = {name: column[order[named]] for name, column in read.items()}
    nameless, no_majority = int(np.count_nonzero(~named)), 0
    rater_ids, rater_code = np.unique(read["rater"], return_inverse=True)
    raters = raters_of(rater_ids.tolist())
    names, recode = models.sorted()
    comparisons = Comparisons(
        names,
        recode[read["model_a"]],
        recode[read["model_b"]],
        read["outcome"],
        read["item"],
        rater_code.reshape(-1).astype(np.int64),
        raters,
        read["first"],
        read["length"].astype(np.float64),
        {name: read[name].astype(np.float64) for name in STYLE},
    )
    guideline, hour = read["guideline"], read["hour"]
    if aggregation == "majority":
        comparisons, no_majority = _majorities(comparisons, read["pair"])
        raters = ()
        guideline = hour = np.full(comparisons.n, UNKNOWN, dtype=np.int64)
    return LoadedComparisons(comparisons, raters, guideline, hour, n_votes, not_pairs, nameless, no_majority)


class _Models:
    """Codes of model names; -1 for a response that can't be named."""

    def __init__(self, *, by_position: bool) -> None:
        self._codes: dict[str, int] = {}
        self._by_position = by_position

    def pair(self, a: str, b: str, positions: tuple[int, int]) -> tuple[int, int]:
        if self._by_position and (not a or not b or a == b):
            a, b = (f"{name or 'response'} (place {place + 1})" for name, place in zip((a, b), positions, strict=True))
        return self._code(a), self._code(b)

    def _code(self, name: str) -> int:
        return self._codes.setdefault(name, len(self._codes)) if name else -1

    def sorted(self) -> tuple[list[str], Ints]:
        """The names in order, and the place in it of each code."""
        names = sorted(self._codes)
        recode = np.zeros(max(len(names), 1), dtype=np.int64)
        for place, name in enumerate(names):
            recode[self._codes[name]] = place
        return names, recode


def _compared(project: Project, question: Question, votes: VoteFilter, models: _Models) -> tuple["array[int]", int]:
    """Preference votes: the two responses of the item against each other."""
    counted = counted_judgments(project, votes)
    answers = Answer.objects.filter(question=question, outcome__isnull=False, judgment__in=counted)
    responses = Response.objects.filter(item__project=project).order_by("item_id", "position")
    sides: dict[int, list[tuple[str, _Measured]]] = {}
    read = responses.values_list("item_id", "model", "chars", *STYLE)
    for item, model, *measured in read.iterator(chunk_size=_READ):
        sides.setdefault(item, []).append((model, tuple(measured)))
    pairs: dict[int, tuple[int, ...]] = {}
    rows, not_pairs = array("q"), 0
    said = answers.values_list(
        "judgment__item_id",
        "judgment__rater_id",
        "outcome",
        "judgment__first_shown",
        "judgment__guideline__version",
        "judgment__on_shift_s",
    )
    for item, rater, outcome, shown, version, on_shift in said.iterator(chunk_size=_READ):
        if len(sides[item]) != 2:
            not_pairs += 1
            continue
        if item not in pairs:
            (model_a, of_a), (model_b, of_b) = sides[item]
            pairs[item] = (*models.pair(model_a, model_b, (0, 1)), *_less(of_a, of_b))
        first = FIRST_A if shown == 0 else FIRST_B if shown == 1 else FIRST_UNKNOWN
        guideline = UNKNOWN if version is None else version
        hour = UNKNOWN if on_shift is None else on_shift // 3600
        rows.extend((item, 0, rater, _CODES[outcome or ""], first, guideline, hour, *pairs[item]))
    return rows, not_pairs


def _ranked(
    project: Project, question: Question, votes: VoteFilter, models: _Models, progress: Callable[[int, int], None]
) -> "array[int]":
    """Rankings and scores: every two responses against each other. Pairs of one answer share its item."""
    rows = array("q")
    responses = Response.objects.filter(item__project=project)
    read = responses.values_list("item_id", "position", "chars", *STYLE)
    measured = {(item, position): tuple(found) for item, position, *found in read.iterator(chunk_size=_READ)}
    for place, pairs in judged_pairs(project, question, votes, whole=True):
        for pair in pairs:
            positions = (pair.a.position, pair.b.position)
            sides = models.pair(pair.a.model, pair.b.model, positions)
            less = _less(*(measured[pair.item_id, position] for position in positions))
            number = positions[0] * 1_000 + positions[1]
            for vote in pair.votes:
                first = FIRST_A if vote.first == "a" else FIRST_B if vote.first == "b" else FIRST_UNKNOWN
                guideline = UNKNOWN if vote.guideline is None else vote.guideline
                outcome = _CODES[vote.outcome]
                rows.extend((pair.item_id, number, vote.rater_id, outcome, first, guideline, UNKNOWN, *sides, *less))
        progress(place.done, place.total)
    return rows


def _less(of_a: _Measured, of_b: _Measured) -> _Measured:
    return tuple(one - other for one, other in zip(of_a, of_b, strict=True))


def _majorities(votes: Comparisons, pair: Ints) -> tuple[Comparisons, int]:
    """One row per pair: the outcome that leads alone; and how many pairs have none."""
    if votes.n == 0:
        return votes, 0
    starts = np.ones(votes.n, dtype=bool)
    starts[1:] = (np.diff(votes.item) != 0) | (np.diff(pair) != 0)
    group = np.cumsum(starts) - 1
    n_pairs = int(group[-1]) + 1
    counts = np.bincount(group * len(OUTCOMES) + votes.outcome, minlength=n_pairs * len(OUTCOMES))
    counts = counts.reshape(n_pairs, len(OUTCOMES))
    alone = (counts == counts.max(axis=1, keepdims=True)).sum(axis=1) == 1
    rows = np.flatnonzero(starts)[alone]
    lengths: Floats | None = None if votes.length_difference is None else votes.length_difference[rows]
    majorities = Comparisons(
        votes.models,
        votes.model_a[rows],
        votes.model_b[rows],
        counts.argmax(axis=1)[alone].astype(np.int64),
        votes.item[rows],
        np.zeros(rows.size, dtype=np.int64),
        [None],
        # A majority was formed over several showings: it has no side that was shown first.
        np.full(rows.size, FIRST_UNKNOWN, dtype=np.int64),
        lengths,
        {name: column[rows] for name, column in votes.features.items()},
    )
    return majorities, int(np.count_nonzero(~alone))


def raters_of(ids: Sequence[int]) -> tuple[RaterName, ...]:
    """The raters with these ids, in their order."""
    aliases = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "alias"))
    return tuple(RaterName(pk, aliases[pk]) for pk in ids)
