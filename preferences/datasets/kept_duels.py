"""The votes of a duel kept from one look to the next, so that each look reads no more than what has come since.

What is kept says nothing that the database doesn't: every look first asks for a watermark, and what is older than it is
read anew. Any process may answer, and one that has just started answers the same, more slowly.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from annotator.models import Item, ItemPurpose, Project, Question
from preferences.datasets.duel import DuelVotes, Meeting, duel_votes, meetings
from preferences.queries import VoteFilter, counted_judgments

#: Votes kept by one process over all duels, 24 bytes each; the duel looked at longest ago goes first.
MOST_VOTES = 2_000_000
#: Projects whose meetings are kept.
MOST_PROJECTS = 64


@dataclass(frozen=True, slots=True)
class _Watermark:
    """Which judgments there were: how many, the newest and the sum of ids, which no set-aside or amendment leaves."""

    n: int
    newest: int
    total: int


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: _Watermark
    votes: DuelVotes


_duels: OrderedDict[Hashable, _Kept] = OrderedDict()
_met: OrderedDict[Hashable, tuple[tuple[int, int], list[Meeting]]] = OrderedDict()
_lock = Lock()


def latest_duel_votes(project: Project, question: Question, votes: VoteFilter, models: tuple[str, str]) -> DuelVotes:
    """The counted votes now, oldest first: those that are kept, where they stand, and those that came since."""
    key = (_database(), project.pk, question.pk, votes, models)
    with _lock:
        kept = _duels.get(key)
    seen = kept.mark if kept else _Watermark(0, 0, 0)
    # Over all raters, whomever ``votes`` leaves out: that is answered by an index alone.
    counted = counted_judgments(project, VoteFilter(include_models=True))
    older = Q(id__lte=seen.newest)
    told = counted.aggregate(
        n=Count("id"), newest=Max("id"), total=Sum("id"),
        older=Count("id", filter=older), older_total=Sum("id", filter=older),
    )  # fmt: skip
    mark = _Watermark(told["n"], told["newest"] or 0, int(told["total"] or 0))
    if kept is None or (told["older"], told["older_total"] or 0) != (seen.n, seen.total):
        found = duel_votes(project, question, votes, models, after=0, until=mark.newest)
    elif mark == seen:
        found = kept.votes
    else:
        later = duel_votes(project, question, votes, models, after=seen.newest, until=mark.newest)
        found = kept.votes.with_later(later)
    with _lock:
        _duels[key] = _Kept(mark, found)
        _duels.move_to_end(key)
        while len(_duels) > 1 and sum(one.votes.n for one in _duels.values()) > MOST_VOTES:
            _duels.popitem(last=False)
    return found


def latest_meetings(project: Project) -> list[Meeting]:
    """What ``meetings`` gives now, counted anew when items have come or gone."""
    key = (_database(), project.pk)
    told: dict[str, Any] = Item.objects.filter(project=project, purpose=ItemPurpose.WORK).aggregate(
        n=Count("id"), newest=Max("id")
    )
    mark = (told["n"], told["newest"] or 0)
    with _lock:
        kept = _met.get(key)
    found = kept[1] if kept is not None and kept[0] == mark else meetings(project)
    with _lock:
        _met[key] = (mark, found)
        _met.move_to_end(key)
        while len(_met) > MOST_PROJECTS:
            _met.popitem(last=False)
    return found


def forget_duels() -> None:
    """Drop what is kept."""
    with _lock:
        _duels.clear()
        _met.clear()


def _database() -> str:
    return str(connection.settings_dict["NAME"])
