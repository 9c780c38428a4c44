"""Which pairs go into a dataset, and where the others went: every pair or vote is counted exactly once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from preferences.datasets.decisions import DecidedPair, decide, decided_pair
from preferences.datasets.pairs import JudgedPair, Outcome, PairVote


@dataclass(slots=True)
class Tally:
    """What has been seen, kept and left out so far. ``dropped`` is by reason, in pairs or in rows' votes."""

    votes: int = 0
    pairs: int = 0
    rows: int = 0
    ties_kept: int = 0
    identical_texts: int = 0
    votes_not_on_pairs: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    models: dict[str, Counter[str]] = field(default_factory=dict)
    guidelines: Counter[int | None] = field(default_factory=Counter)
    patterns: Counter[tuple[int, ...]] = field(default_factory=Counter)

    def note_model(self, model: str, what: str) -> None:
        """Count one appearance of ``model`` as chosen, rejected or tied."""
        self.models.setdefault(model, Counter())[what] += 1


def select(pair: JudgedPair, options: Mapping[str, Any], tally: Tally) -> Iterator[DecidedPair]:
    """Yield the rows that the pair gives: one for its majority, or one per vote; and count what is left out.

    A pair goes through one gate after the other: has a majority, isn't both-bad, isn't a tie (unless ties are kept),
    and enough votes agree. Per vote, the majority is not asked for.
    """
    decision = decide(pair.votes)
    tally.pairs += 1
    tally.votes += len(pair.votes)
    tally.patterns[tuple(decision.counts.values())] += 1
    tally.guidelines.update(vote.guideline for vote in pair.votes)
    if options.get("aggregate", "majority") == "majority":
        kept = _gate(decision.outcome, decision.agreement, options, tally)
        rows: list[tuple[Outcome, list[PairVote]]] = [(kept, pair.votes)] if kept else []
    else:
        rows = [
            (vote.outcome, [vote])
            for vote in pair.votes
            if _gate(vote.outcome, decision.agreement, options, tally) is not None
        ]
    for outcome, votes in rows:
        decided = decided_pair(pair, outcome, votes)
        _count_row(decided, tally)
        yield decided


def _gate(outcome: Outcome | None, agreement: float, options: Mapping[str, Any], tally: Tally) -> Outcome | None:
    if outcome is None:
        tally.dropped["no_majority"] += 1
    elif outcome == "both_bad":
        tally.dropped["both_bad"] += 1
    elif outcome == "tie" and options.get("ties", "drop") == "drop":
        tally.dropped["ties"] += 1
    elif agreement < options.get("min_agreement", 0):
        tally.dropped["below_agreement"] += 1
    else:
        return outcome
    return None


def _count_row(decided: DecidedPair, tally: Tally) -> None:
    tally.rows += 1
    tally.identical_texts += decided.pair.a.text == decided.pair.b.text
    if decided.outcome == "tie":
        tally.ties_kept += 1
        tally.note_model(decided.pair.a.model, "tied")
        tally.note_model(decided.pair.b.model, "tied")
    else:
        tally.note_model(decided.winner.model, "chosen")
        tally.note_model(decided.loser.model, "rejected")
