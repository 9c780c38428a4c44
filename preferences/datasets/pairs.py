"""Judgments → pairs of responses with everybody's votes on them, streamed item by item in constant memory."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any, Literal

from annotator.models import Item, ItemSlice, Project, Question, QuestionKind, Response
from preferences.queries import VoteFilter, answers_to, counted_judgments, item_ids

Outcome = Literal["a", "b", "tie", "both_bad"]
#: Items read at once: four queries a chunk, and nothing of a chunk outlives it.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Side:
    """One response of a pair; ``position`` is its place in the imported order."""

    position: int
    model: str
    text: str
    chars: int
    words: int


@dataclass(frozen=True, slots=True)
class PairVote:
    """One rater's word on one pair: ``outcome`` in the pair's own order, ``first`` the side shown first, if known.

    The rest is what is known of the vote beside its content: who gave it, when, and in how many milliseconds.
    """

    judgment_id: int
    rater_id: int
    outcome: Outcome
    strength: int | None
    first: Literal["a", "b"] | None
    guideline: int | None
    rater_alias: str = ""
    rater_kind: str = "human"
    active_ms: int | None = None
    submitted_at: datetime | None = None
    rationale: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two responses of an item and the votes on them. A ranking of n responses gives n·(n-1)/2 pairs."""

    item_id: int
    external_id: str
    prompt: str
    messages: list[dict[str, str]] | None
    prompt_hash: str
    a: Side
    b: Side
    votes: list[PairVote] = field(default_factory=list)
    slices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream of items has come."""

    done: int
    total: int
    not_pairs: int = 0


def judged_pairs(
    project: Project, question: Question, votes: VoteFilter, *, chunk: int = CHUNK, with_slices: bool = False
) -> Iterator[tuple[Place, list[JudgedPair]]]:
    """Yield the pairs with at least one vote, chunk by chunk in the order of item ids, with the place reached.

    Only ``with_slices`` are the items' slices read too.

    A preference vote is about the two responses of its item; votes on items that don't have exactly two are counted in
    ``Place.not_pairs`` and left out, because nobody can say which responses were meant.
    """
    ids = item_ids(project, votes)
    not_pairs = 0
    for start in range(0, len(ids), chunk):
        part = ids[start : start + chunk].tolist()
        answers = _answers(project, question, votes, part)
        sides = _sides([item for item in part if item in answers])
        slices = _slices(list(answers)) if with_slices else {}
        pairs: list[JudgedPair] = []
        rows = Item.objects.filter(pk__in=list(answers)).order_by("pk")
        for row in rows.values_list("pk", "external_id", "prompt", "messages", "prompt_hash"):
            if question.kind == QuestionKind.RANKING:
                pairs += _ranked_pairs(row, sides[row[0]], answers[row[0]], slices.get(row[0], {}))
            elif len(sides[row[0]]) == 2:
                pairs.append(_compared_pair(row, sides[row[0]], answers[row[0]], slices.get(row[0], {})))
            else:
                not_pairs += len(answers[row[0]])
        yield Place(start + len(part), len(ids), not_pairs), pairs


#: (id, external id, prompt, messages, prompt hash)
_ItemRow = tuple[int, str, str, Any, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer row with what is needed of its judgment."""

    judgment_id: int
    rater_id: int
    outcome: Any
    strength: int | None
    rank: int | None
    response_id: int | None
    first_shown: int | None
    guideline: int | None
    rater_alias: str
    rater_kind: str
    active_ms: int | None
    submitted_at: datetime


def _answers(project: Project, question: Question, votes: VoteFilter, items: list[int]) -> dict[int, list[_Answer]]:
    """The counted answers by item, in the order of their judgments."""
    judgments: dict[int, tuple[int, list[Any]]] = {
        pk: (item, about)
        for pk, item, *about in counted_judgments(project, votes, items=items)
        .order_by("pk")
        .values_list(
            "pk",
            "item_id",
            "rater_id",
            "first_shown",
            "guideline__version",
            "rater__alias",
            "rater__kind",
            "active_ms",
            "submitted_at",
        )
    }
    found: dict[int, list[_Answer]] = defaultdict(list)
    for part in answers_to([question], list(judgments)):
        rows = part.order_by("judgment_id", "pk").values_list(
            "judgment_id", "outcome", "strength", "rank", "response_id"
        )
        for judgment, outcome, strength, rank, response in rows:
            item, (rater, *about) = judgments[judgment]
            found[item].append(_Answer(judgment, rater, outcome, strength, rank, response, *about))
    return found


def _sides(items: list[int]) -> dict[int, list[tuple[int, Side]]]:
    """The responses of each item with their ids, in the imported order."""
    rows = Response.objects.filter(item__in=items).order_by("item_id", "position")
    found: dict[int, list[tuple[int, Side]]] = defaultdict(list)
    columns = rows.values_list("item_id", "pk", "position", "model", "text", "chars", "words")
    for item, pk, position, model, text, chars, words in columns:
        found[item].append((pk, Side(position, model, text, chars, words)))
    return found


def _slices(items: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for item, name, value in ItemSlice.objects.filter(item__in=items).values_list("item_id", "name", "value"):
        found[item][name] = value
    return found


def _vote(answer: _Answer, outcome: Outcome, strength: int | None, a: Side, b: Side) -> PairVote:
    return PairVote(
        answer.judgment_id,
        answer.rater_id,
        outcome,
        strength,
        _first(answer.first_shown, a, b),
        answer.guideline,
        answer.rater_alias,
        answer.rater_kind,
        answer.active_ms,
        answer.submitted_at,
    )


def _compared_pair(
    row: _ItemRow, sides: list[tuple[int, Side]], answers: list[_Answer], slices: dict[str, str]
) -> JudgedPair:
    (_, a), (_, b) = sides
    votes = [_vote(answer, answer.outcome, answer.strength, a, b) for answer in answers if answer.outcome is not None]
    return JudgedPair(*row, a=a, b=b, votes=votes, slices=slices)


def _ranked_pairs(
    row: _ItemRow, sides: list[tuple[int, Side]], answers: list[_Answer], slices: dict[str, str]
) -> list[JudgedPair]:
    """Every two responses that somebody ranked; equal ranks are a tie."""
    rankings: dict[int, dict[int | None, _Answer]] = defaultdict(dict)
    for answer in answers:
        rankings[answer.judgment_id][answer.response_id] = answer
    pairs = []
    for (id_a, a), (id_b, b) in combinations(sides, 2):
        votes = [
            _vote(ranks[id_a], compared_ranks(ranks[id_a].rank, ranks[id_b].rank), None, a, b)
            for ranks in rankings.values()
            if id_a in ranks and id_b in ranks
        ]
        if votes:
            pairs.append(JudgedPair(*row, a=a, b=b, votes=votes, slices=slices))
    return pairs


def compared_ranks(rank_a: int | None, rank_b: int | None) -> Outcome:
    """Who wins by rank, 1 being the best."""
    if rank_a is None or rank_b is None:
        raise ValueError("A response without a rank can't be compared.")
    if rank_a == rank_b:
        return "tie"
    return "a" if rank_a < rank_b else "b"


def _first(first_shown: int | None, a: Side, b: Side) -> Literal["a", "b"] | None:
    # Of three or more responses the one shown first may be neither: then the order of these two isn't known.
    return "a" if first_shown == a.position else "b" if first_shown == b.position else None


__all__ = ["CHUNK", "JudgedPair", "Outcome", "PairVote", "Place", "Side", "compared_ranks", "judged_pairs"]
