"""Two models against each other while the votes come in: an interval that may be looked at at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, unknown
from annotator.errors import InvalidInput
from annotator.models import Project
from annotator.said import say
from preferences.datasets.duel import BOTH_BAD, LOST, TIE, WON, DuelVotes, Meeting
from preferences.datasets.kept_duels import latest_duel_votes, latest_meetings
from preferences.queries import NoComparingQuestion, VoteFilter, preference_question
from preferences.statistics.confidence_sequences import bounded_mean_sequence, first_exclusion, win_rate_sequence

#: So many points of the running interval are shown, evenly spread on the scale of the logarithm.
MOST_POINTS = 200
SINGLE = "win rate of decided votes, one per item, beta-binomial mixture confidence sequence"
SHARES = "mean share of wins per item, betting confidence sequence (hedged capital)"
#: How far ahead a decision is looked for: so many times the items there are, and so many items.
_FAR, _FARTHEST = 200, 200_000
#: Numbers of items that are tried on the way there.
_TRIED = 400
#: Meetings that are offered.
OFFERED = 200


@dataclass(frozen=True, slots=True)
class _Stream:
    """Items in the order in which they had their votes: the share of the first model among the decided ones.

    ``moments`` are those of the last vote that counts, in microseconds since 1970.
    """

    shares: Floats
    moments: Ints
    n_votes: int
    n_waiting: int


def live_ab(
    project: Project,
    *,
    question: str | None = None,
    models: tuple[str, str] | None = None,
    votes: int | None = None,
    level: float = 0.95,
    include_models: bool = False,
) -> dict[str, Any]:
    """Return the LiveAbResult: how often the first of two models wins, as it stands and as it came to be, JSON-safe.

    The pair with most items unless ``models`` are given. Each item counts once, with the first ``votes`` votes on it
    (the project's overlap unless given): votes on one item go together, and counted as if they did not they would
    decide too early. Raises ``InvalidInput`` for models that never meet and for a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise InvalidInput("This can't be measured.", fields={"level": ["Must lie between 0 and 1."]})
    try:
        asked = preference_question(project, question)
    except NoComparingQuestion as nothing:
        return _nothing(nothing.message, [])
    met = latest_meetings(project)
    if not met:
        return _nothing("No item compares two different named models.", [])
    chosen = models or (met[0].model_a, met[0].model_b)
    if not any({meeting.model_a, meeting.model_b} == set(chosen) for meeting in met):
        message = say("No item compares {one!r} with {other!r}.", one=chosen[0], other=chosen[1])
        raise InvalidInput("This can't be measured.", fields={"model_a": [message]})
    given = latest_duel_votes(project, asked, VoteFilter(include_models=include_models), chosen)
    wanted, note = _wanted(votes or project.overlap, given)
    stream = _stream(given, wanted)
    return {
        "question": asked.key,
        "reason": None,
        "meetings": _offered(met),
        "models": list(chosen),
        "votes": wanted,
        "level": level,
        "n_votes": given.n,
        "n_ties": int(np.count_nonzero(given.said == TIE)),
        "n_both_bad": int(np.count_nonzero(given.said == BOTH_BAD)),
        "n_items": int(stream.shares.size),
        "n_waiting": stream.n_waiting,
        "notes": [note] if note else [],
        **_measured(chosen, stream, wanted, level),
    }


def _wanted(wanted: int, given: DuelVotes) -> tuple[int, str]:
    """Votes to take per item: fewer than wanted where no item will ever have as many."""
    most = int(np.unique(given.item, return_counts=True)[1].max(initial=0))
    if 0 < most < wanted:
        return most, f"No item has {wanted} votes yet; the first {most} of each count."
    return wanted, ""


def _stream(given: DuelVotes, wanted: int) -> _Stream:
    """An item enters with its ``wanted``-th vote and never changes afterwards: looking early can't choose the data."""
    by_item = np.argsort(given.item, kind="stable")
    _, starts, sizes = np.unique(given.item[by_item], return_index=True, return_counts=True)
    full = sizes >= wanted
    # Items in the order of their last counted vote, and in each row places of its first votes.
    rows = by_item[starts[full][:, None] + np.arange(wanted)]
    rows = rows[np.argsort(rows[:, -1])]
    won = np.count_nonzero(given.said[rows] == WON, axis=1)
    decided = won + np.count_nonzero(given.said[rows] == LOST, axis=1)
    some = decided > 0
    return _Stream(
        won[some] / decided[some], given.at[rows[some, -1]], int(decided.sum()), int(np.count_nonzero(~full))
    )


def _measured(models: tuple[str, str], stream: _Stream, wanted: int, level: float) -> dict[str, Any]:
    n = np.arange(1, stream.shares.size + 1)
    method = SINGLE if wanted == 1 else SHARES
    if not n.size:
        reason = "no item has its votes yet" if stream.n_waiting else "no vote is decided yet"
        return _undecided(unknown(reason, method=method, level=level), "No item is decided yet.")
    if wanted == 1:
        low, high = win_rate_sequence(np.cumsum(stream.shares).astype(np.int64), n, level=level)
        low, high = np.maximum.accumulate(low), np.minimum.accumulate(high)  # what was ruled out once stays so
    else:
        low, high = bounded_mean_sequence(stream.shares, level=level)
    rates = np.cumsum(stream.shares) / n
    if low[-1] > high[-1]:
        rate = unknown("the win rate changed in the course of the test", method=method, level=level)
        return _undecided(rate, "The win rate has changed in the course of the test: its interval became empty.")
    value = float(np.clip(rates[-1], low[-1], high[-1]))
    rate = Estimate(value, float(low[-1]), float(high[-1]), int(n[-1]), stream.n_votes, method, level=level)
    verdict = "a" if low[-1] > 0.5 else "b" if high[-1] < 0.5 else "undecided"
    decided_at = None if verdict == "undecided" else int(np.argmax((low > 0.5) | (high < 0.5))) + 1
    shown = np.unique(np.geomspace(1, n.size, min(MOST_POINTS, n.size)).round().astype(np.int64)) - 1
    return {
        "win_rate": rate.as_dict(),
        "verdict": verdict,
        "sentence": _sentence(models, rate, verdict),
        "decided_at": decided_at,
        "expected_at": _expected(stream.shares, wanted, level) if verdict == "undecided" else None,
        "sequence": [
            {
                "n": int(n[at]),
                "at": datetime.fromtimestamp(stream.moments[at] / 1e6, UTC).isoformat(),
                "value": float(rates[at]),
                "low": float(low[at]),
                "high": float(high[at]),
            }
            for at in shown.tolist()
        ],
    }


def _expected(shares: Floats, wanted: int, level: float) -> int | None:
    """After how many items a decision comes if those to come are like those that were, over and over."""
    ahead = np.resize(shares, min(_FAR * shares.size, _FARTHEST))
    if wanted > 1:
        found = first_exclusion(ahead, 0.5, level=level)
    else:
        # The rate hardly changes from round to round, so that a decision once reached stays.
        n = np.unique(np.geomspace(shares.size + 1, ahead.size, _TRIED).astype(np.int64))
        low, high = win_rate_sequence(np.cumsum(ahead)[n - 1].astype(np.int64), n, level=level)
        decided = (low > 0.5) | (high < 0.5)
        found = int(n[decided.argmax()]) if decided.any() else None
    # Bounds are rounded outwards: the next item may be the one, but none that is there already.
    return None if found is None else max(found, shares.size + 1)


def _sentence(models: tuple[str, str], rate: Estimate, verdict: str) -> str:
    one, other = models
    words = {"a": f"{one} is preferred to {other}", "b": f"{other} is preferred to {one}"}
    share = f"{one} wins {rate.value:.1%} [{rate.low:.1%}, {rate.high:.1%}]"
    return f"{words.get(verdict, 'Not decided yet')}: {share}."


def _undecided(rate: Estimate, sentence: str) -> dict[str, Any]:
    return {
        "win_rate": rate.as_dict(),
        "verdict": "undecided",
        "sentence": sentence,
        "decided_at": None,
        "expected_at": None,
        "sequence": [],
    }


def _offered(met: Sequence[Meeting]) -> list[dict[str, Any]]:
    return [{"model_a": one.model_a, "model_b": one.model_b, "items": one.items} for one in met[:OFFERED]]


def _nothing(reason: str, met: Sequence[Meeting]) -> dict[str, Any]:
    return {
        "question": None,
        "reason": reason,
        "meetings": _offered(met),
        "models": [],
        "votes": 0,
        "level": 0.95,
        "n_votes": 0,
        "n_ties": 0,
        "n_both_bad": 0,
        "n_items": 0,
        "n_waiting": 0,
        "notes": [],
        **_undecided(unknown(reason, method=SINGLE), reason),
    }
