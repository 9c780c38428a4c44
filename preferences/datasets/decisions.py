"""What the votes on a pair come to, and how a decision turns into a row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from preferences.datasets.pairs import JudgedPair, Outcome, PairVote, Side

OUTCOMES: tuple[Outcome, ...] = ("a", "b", "tie", "both_bad")


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with the most votes (None when two share the lead), and the share of all votes that it has."""

    outcome: Outcome | None
    agreement: float
    counts: dict[Outcome, int]


def decide(votes: Sequence[PairVote]) -> Decision:
    """Count the votes. Raises ``ValueError`` when there are none."""
    if not votes:
        raise ValueError("A pair without votes has no decision.")
    counted = Counter(vote.outcome for vote in votes)
    counts = {outcome: counted.get(outcome, 0) for outcome in OUTCOMES}
    most = max(counts.values())
    leaders = [outcome for outcome in OUTCOMES if counts[outcome] == most]
    return Decision(leaders[0] if len(leaders) == 1 else None, most / len(votes), counts)


@dataclass(frozen=True, slots=True)
class DecidedPair:
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


def decided_pair(pair: JudgedPair, outcome: Outcome, votes: Sequence[PairVote]) -> DecidedPair:
    """Return the pair as going in with ``outcome``, its strength taken from ``votes``."""
    decision = decide(pair.votes)
    agreement = decision.counts[outcome] / len(pair.votes)
    return DecidedPair(pair, outcome, decision.counts, agreement, _strength(outcome, votes))


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
