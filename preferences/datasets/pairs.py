"""Judgments → pairs of responses with everybody's votes on them, streamed item by item in constant memory."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any, Literal, NamedTuple

from django.db import connection

from annotator.models import Project, Question
from annotator.services.importing.ahead import ahead
from preferences.datasets.long_query import on_postgresql
from preferences.datasets.pair_rows import Chunk, ItemAnswer, Side, chunks_of_items
from preferences.datasets.pair_stream import streamed_chunks
from preferences.queries import VoteFilter, item_ids, places_responses, scores_responses

Outcome = Literal["a", "b", "tie", "both_bad"]
#: Items read at once where they aren't streamed.
CHUNK = 500


class PairVote(NamedTuple):
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
    """Two responses of an item and the votes on them. Ranks or scores of n responses give n·(n-1)/2 pairs."""

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
    project: Project,
    question: Question,
    votes: VoteFilter,
    *,
    chunk: int = CHUNK,
    details: bool = False,
    whole: bool = False,
) -> Iterator[tuple[Place, list[JudgedPair]]]:
    """Yield the pairs with at least one vote, chunk by chunk in the order of item ids, with the place reached.

    Only with ``details`` are the items' slices and the times of votes read too. ``whole`` says that all of it will be
    wanted: then PostgreSQL sorts the votes once, in one query, instead of looking them up for ``chunk`` items each.

    A preference vote is about the two responses of its item; votes on items that don't have exactly two are counted in
    ``Place.not_pairs`` and left out, because nobody can say which responses were meant.
    """
    ids = item_ids(project, votes)
    if not whole or not on_postgresql():
        chunks = chunks_of_items(project, question, votes, ids, chunk=chunk, details=details)
    else:
        chunks = streamed_chunks(project, question, votes, ids, details=details)
        if not connection.in_atomic_block:  # in a thread, which has a connection of its own and sees no such rows
            chunks = ahead(chunks)
    not_pairs = done = 0
    for part in chunks:
        pairs, left_out = _pairs(question, part)
        not_pairs += left_out
        done = part.done
        yield Place(done, len(ids), not_pairs), pairs
    if done < len(ids):  # nobody voted on the last items
        yield Place(len(ids), len(ids), not_pairs), []


def _pairs(question: Question, part: Chunk) -> tuple[list[JudgedPair], int]:
    """The pairs of a chunk, and how many votes are on none."""
    pairs: list[JudgedPair] = []
    not_pairs = 0
    for row in part.items:
        item = row[0]
        sides, answers, slices = part.sides[item], part.answers[item], part.slices.get(item, {})
        if places_responses(question):
            pairs += _placed_pairs(row, sides, answers, slices, scored=scores_responses(question))
        elif len(sides) == 2:
            pairs.append(_compared_pair(row, sides, answers, slices))
        else:
            not_pairs += len(answers)
    return pairs, not_pairs


#: (id, external id, prompt, messages, prompt hash)
_ItemRow = tuple[int, str, str, Any, str]


def _vote(answer: ItemAnswer, outcome: Outcome, strength: int | None, a: Side, b: Side) -> PairVote:
    """The vote of an answer on a pair, ``outcome`` and ``strength`` being what it says of this pair."""
    judgment, rater, _, _, _, _, first, guideline, alias, kind, active_ms, moment = answer
    return PairVote(judgment, rater, outcome, strength, _first(first, a, b), guideline, alias, kind, active_ms, moment)


def _compared_pair(
    row: _ItemRow, sides: list[tuple[int, Side]], answers: list[ItemAnswer], slices: dict[str, str]
) -> JudgedPair:
    (_, a), (_, b) = sides
    at_a, at_b = a.position, b.position
    # Written out, as this is done for every vote of an export.
    votes = [
        PairVote(
            judgment, rater, outcome, strength, "a" if first == at_a else "b" if first == at_b else None, guideline,
            alias, kind, active_ms, moment,
        )
        for judgment, rater, outcome, strength, _, _, first, guideline, alias, kind, active_ms, moment in answers
        if outcome is not None
    ]  # fmt: skip
    return JudgedPair(*row, a=a, b=b, votes=votes, slices=slices)


def _placed_pairs(
    row: _ItemRow,
    sides: list[tuple[int, Side]],
    answers: list[ItemAnswer],
    slices: dict[str, str],
    *,
    scored: bool,
) -> list[JudgedPair]:
    """Every two responses that somebody placed; equal places are a tie. Steps between scores are the strength."""
    placed: dict[int, dict[int | None, ItemAnswer]] = defaultdict(dict)
    for answer in answers:
        placed[answer.judgment_id][answer.response_id] = answer
    pairs = []
    for (id_a, a), (id_b, b) in combinations(sides, 2):
        votes = []
        for by_response in placed.values():
            if id_a in by_response and id_b in by_response:
                one, other = by_response[id_a], by_response[id_b]
                outcome = compared_places(one.place, other.place)
                strength = round(abs((one.place or 0) - (other.place or 0))) if scored and outcome != "tie" else None
                votes.append(_vote(one, outcome, strength, a, b))
        if votes:
            pairs.append(JudgedPair(*row, a=a, b=b, votes=votes, slices=slices))
    return pairs


def compared_places(place_a: float | None, place_b: float | None) -> Outcome:
    """Who wins by place, the lower being the better."""
    if place_a is None or place_b is None:
        raise ValueError("A response without a place can't be compared.")
    if place_a == place_b:
        return "tie"
    return "a" if place_a < place_b else "b"


def _first(first_shown: int | None, a: Side, b: Side) -> Literal["a", "b"] | None:
    # Of three or more responses the one shown first may be neither: then the order of these two isn't known.
    return "a" if first_shown == a.position else "b" if first_shown == b.position else None


__all__ = ["CHUNK", "JudgedPair", "Outcome", "PairVote", "Place", "Side", "compared_places", "judged_pairs"]
