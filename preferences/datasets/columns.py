"""Judgments → columns of comparisons, in a constant number of queries, for rankings and bias."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np

from agreement.statistics.estimate import Floats, Ints
from annotator.models import Answer, Membership, Project, Question, QuestionKind, Response
from preferences.datasets.pairs import judged_pairs
from preferences.queries import VoteFilter, counted_judgments
from preferences.statistics.comparisons import FIRST_A, FIRST_B, FIRST_UNKNOWN, OUTCOMES, Comparisons

Aggregation = Literal["votes", "majority"]
AGGREGATIONS: tuple[Aggregation, ...] = ("votes", "majority")
_CODES: dict[str, int] = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_READ = 10_000
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
    the lead between outcomes. ``raters`` are in the order of the rater codes; empty for majorities.
    """

    comparisons: Comparisons
    raters: tuple[RaterName, ...]
    n_votes: int
    not_pairs: int
    nameless: int
    no_majority: int


@dataclass(slots=True)
class _Columns:
    """Rows being collected. ``pair`` tells the pairs of one item apart when it was ranked."""

    item: "array[int]" = field(default_factory=lambda: array("q"))
    pair: "array[int]" = field(default_factory=lambda: array("q"))
    rater: "array[int]" = field(default_factory=lambda: array("q"))
    outcome: "array[int]" = field(default_factory=lambda: array("q"))
    first: "array[int]" = field(default_factory=lambda: array("q"))
    model_a: "array[int]" = field(default_factory=lambda: array("q"))
    model_b: "array[int]" = field(default_factory=lambda: array("q"))
    length: "array[int]" = field(default_factory=lambda: array("q"))
    headers: "array[int]" = field(default_factory=lambda: array("q"))
    lists: "array[int]" = field(default_factory=lambda: array("q"))
    bolds: "array[int]" = field(default_factory=lambda: array("q"))

    def add(
        self, item: int, pair: int, rater: int, outcome: int, first: int, a: int, b: int, measured: tuple[int, ...]
    ) -> None:
        """``measured`` are differences of side a less side b: characters, headers, list items, bold passages."""
        self.item.append(item)
        self.pair.append(pair)
        self.rater.append(rater)
        self.outcome.append(outcome)
        self.first.append(first)
        self.model_a.append(a)
        self.model_b.append(b)
        self.length.append(measured[0])
        self.headers.append(measured[1])
        self.lists.append(measured[2])
        self.bolds.append(measured[3])


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
    if question.kind == QuestionKind.RANKING:
        columns, not_pairs = _ranked(project, question, votes, models, progress), 0
    else:
        columns, not_pairs = _compared(project, question, votes, models)
    n_votes = len(columns.item) + not_pairs
    # Sorted, so that sums don't depend on the order in which the database gives rows.
    order = np.lexsort((_ints(columns.rater), _ints(columns.pair), _ints(columns.item)))
    read = {one.name: _ints(getattr(columns, one.name))[order] for one in fields(_Columns)}
    named = (read["model_a"] >= 0) & (read["model_b"] >= 0) & (read["model_a"] != read["model_b"])
    read = {name: column[named] for name, column in read.items()}
    nameless, no_majority = int(np.count_nonzero(~named)), 0
    rater_ids, rater_code = np.unique(read["rater"], return_inverse=True)
    raters = _raters(rater_ids.tolist())
    names, recode = models.sorted()
    comparisons = Comparisons(
        names,
        recode[read["model_a"]],
        recode[read["model_b"]],
        read["outcome"],
        read["item"],
        rater_code.astype(np.int64),
        raters,
        read["first"],
        read["length"].astype(np.float64),
        {name: read[name].astype(np.float64) for name in STYLE},
    )
    if aggregation == "majority":
        comparisons, no_majority = _majorities(comparisons, read["pair"])
        raters = ()
    return LoadedComparisons(comparisons, raters, n_votes, not_pairs, nameless, no_majority)


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


def _compared(project: Project, question: Question, votes: VoteFilter, models: _Models) -> tuple[_Columns, int]:
    """Preference votes: the two responses of the item against each other."""
    counted = counted_judgments(project, votes)
    answers = Answer.objects.filter(question=question, outcome__isnull=False, judgment__in=counted)
    responses = Response.objects.filter(item__project=project).order_by("item_id", "position")
    sides: dict[int, list[tuple[str, tuple[int, ...]]]] = {}
    read = responses.values_list("item_id", "model", "chars", *STYLE)
    for item, model, *measured in read.iterator(chunk_size=_READ):
        sides.setdefault(item, []).append((model, tuple(measured)))
    pairs: dict[int, tuple[int, int, tuple[int, ...]]] = {}
    columns, not_pairs = _Columns(), 0
    rows = answers.values_list("judgment__item_id", "judgment__rater_id", "outcome", "judgment__first_shown")
    for item, rater, outcome, first_shown in rows.iterator(chunk_size=_READ):
        if len(sides[item]) != 2:
            not_pairs += 1
            continue
        if item not in pairs:
            (model_a, of_a), (model_b, of_b) = sides[item]
            measured = tuple(one - other for one, other in zip(of_a, of_b, strict=True))
            pairs[item] = (*models.pair(model_a, model_b, (0, 1)), measured)
        first = FIRST_A if first_shown == 0 else FIRST_B if first_shown == 1 else FIRST_UNKNOWN
        columns.add(item, 0, rater, _CODES[outcome or ""], first, *pairs[item])
    return columns, not_pairs


def _ranked(
    project: Project, question: Question, votes: VoteFilter, models: _Models, progress: Callable[[int, int], None]
) -> _Columns:
    """Rankings: every two responses against each other; the pairs of one ranking share its item, so intervals know."""
    columns = _Columns()
    responses = Response.objects.filter(item__project=project).values_list("item_id", "position", *STYLE)
    style = {(item, position): found for item, position, *found in responses.iterator(chunk_size=_READ)}
    for place, pairs in judged_pairs(project, question, votes, whole=True):
        for pair in pairs:
            positions = (pair.a.position, pair.b.position)
            a, b = models.pair(pair.a.model, pair.b.model, positions)
            number = positions[0] * 1_000 + positions[1]
            styles = zip(style[pair.item_id, positions[0]], style[pair.item_id, positions[1]], strict=True)
            measured = (pair.a.chars - pair.b.chars, *(one - other for one, other in styles))
            for vote in pair.votes:
                first = FIRST_A if vote.first == "a" else FIRST_B if vote.first == "b" else FIRST_UNKNOWN
                columns.add(
                    pair.item_id,
                    number,
                    vote.rater_id,
                    _CODES[vote.outcome],
                    first,
                    a,
                    b,
                    measured,
                )
        progress(place.done, place.total)
    return columns


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


def _raters(ids: list[int]) -> tuple[RaterName, ...]:
    aliases = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "alias"))
    return tuple(RaterName(pk, aliases[pk]) for pk in ids)


def _ints(column: "array[int]") -> Ints:
    return np.frombuffer(column, dtype=np.int64) if len(column) else np.zeros(0, dtype=np.int64)
