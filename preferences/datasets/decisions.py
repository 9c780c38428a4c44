"""What the votes on a pair come to, and how a decision turns into a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from preferences.datasets.pairs import JudgedPair, Outcome, PairVote, Side

OUTCOMES: tuple[Outcome, ...] = ("a", "b", "tie", "both_bad")


#: Votes for each of ``OUTCOMES``, in that order.
Counts = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with the most votes (None when two share the lead), and the share of all votes that it has.

    ``counts`` are the votes by outcome; one dictionary for all pairs with the same counts, to be read only.
    """

    outcome: Outcome | None
    agreement: float
    counts: dict[Outcome, int]


def count_votes(votes: Sequence[PairVote]) -> Counts:
    """Return how many votes each outcome has."""
    a = b = tie = both_bad = 0
    for vote in votes:
        outcome = vote.outcome
        if outcome == "a":
            a += 1
        elif outcome == "b":
            b += 1
        elif outcome == "tie":
            tie += 1
        else:
            both_bad += 1
    return a, b, tie, both_bad


def decide(votes: Sequence[PairVote]) -> Decision:
    """Count the votes. Raises ``ValueError`` when there are none."""
    if not votes:
        raise ValueError("A pair without votes has no decision.")
    return decide_counts(count_votes(votes))


@lru_cache(maxsize=10_000)
def decide_counts(counted: Counts) -> Decision:
    """Return the decision of that many votes, at least one. Few counts are different, so each is decided once."""
    counts = dict(zip(OUTCOMES, counted, strict=True))
    most = max(counted)
    leaders = [outcome for outcome in OUTCOMES if counts[outcome] == most]
    return Decision(leaders[0] if len(leaders) == 1 else None, most / sum(counted), counts)


@lru_cache(maxsize=10_000)
def others_say(counted: Counts, said: Outcome) -> Outcome | None:
    """The majority of the votes but one that says ``said``; None when two share the lead or nobody else voted."""
    others = dict(zip(OUTCOMES, counted, strict=True))
    others[said] -= 1
    most = max(others.values())
    leaders = [outcome for outcome in OUTCOMES if others[outcome] == most]
    return leaders[0] if most and len(leaders) == 1 else None


class DecidedPair(NamedTuple):
    """A pair that goes into a dataset, and the outcome it goes in with: the majority's, or one single vote's.

    ``agreement`` is the share of all the pair's votes that say ``outcome``. ``strength`` is the mean strength of the
    votes towards the winner, votes for the loser counting negative and ties as 0; None unless all votes for a side
    have one.
    """

    pair: JudgedPair
    outcome: Outcome
    counts: dict[Outcome, int]
    agreement: float
    strength: float | None

    @property
    def winner(self) -> Side:
        """The chosen response. Raises ``ValueError`` where nobody won."""
        return self._side("a", "b")

    @property
    def loser(self) -> Side:
        """The rejected response. Raises ``ValueError`` where nobody won."""
        return self._side("b", "a")

    def _side(self, when_a: Literal["a", "b"], when_b: Literal["a", "b"]) -> Side:
        if self.outcome not in ("a", "b"):
            raise ValueError(f"Nobody won with the outcome {self.outcome!r}.")
        side = when_a if self.outcome == "a" else when_b
        return self.pair.a if side == "a" else self.pair.b


def decided_pair(
    pair: JudgedPair, outcome: Outcome, votes: Sequence[PairVote], decision: Decision | None = None
) -> DecidedPair:
    """Return the pair as going in with ``outcome``, its strength taken from ``votes``; ``decision`` is the pair's."""
    counts = (decision or decide(pair.votes)).counts
    return DecidedPair(pair, outcome, counts, counts[outcome] / len(pair.votes), _strength(outcome, votes))


def _strength(outcome: Outcome, votes: Sequence[PairVote]) -> float | None:
    if outcome not in ("a", "b"):
        return None
    total = 0
    for vote in votes:
        if vote.outcome in ("a", "b"):
            if vote.strength is None:
                return None
            total += vote.strength if vote.outcome == outcome else -vote.strength
    return total / len(votes)
