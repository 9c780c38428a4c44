"""Which pairs go into a dataset, and where the others went: every pair or vote is counted exactly once."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from preferences.datasets.decisions import DecidedPair, Decision, count_votes, decide_counts, decided_pair
from preferences.datasets.pairs import JudgedPair, Outcome, PairVote
from preferences.formats.base import PairFormat
from preferences.services.evidence import Evidence

#: Why something was left out; the manifest counts each as ``<reason>_dropped``.
REASONS = (
    "ties",
    "both_bad",
    "no_majority",
    "below_agreement",
    "duplicates",
    "multi_turn",
    "system_message",
    "speaker_mark",
)


#: What an outcome says of the two models, in the manifest's words.
_WHAT: dict[Outcome, tuple[str, str]] = {
    "a": ("chosen", "rejected"),
    "b": ("rejected", "chosen"),
    "tie": ("tied", "tied"),
    "both_bad": ("both_bad", "both_bad"),
}


@dataclass(slots=True)
class Tally:
    """What has been seen, kept and left out so far. ``dropped`` is by reason, in pairs or in rows' votes."""

    votes: int = 0
    pairs: int = 0
    rows: int = 0
    ties_kept: int = 0
    both_bad_kept: int = 0
    identical_texts: int = 0
    votes_not_on_pairs: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    #: Complete only in ``count_models``: rows are counted in ``said``.
    models: dict[str, Counter[str]] = field(default_factory=dict)
    said: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)
    guidelines: Counter[int | None] = field(default_factory=Counter)
    patterns: Counter[tuple[int, ...]] = field(default_factory=Counter)
    evidence: Evidence = field(default_factory=Evidence)
    seen: set[bytes] = field(default_factory=set)

    def note_model(self, model: str, what: str, times: int = 1) -> None:
        """Count appearances of ``model`` as chosen, rejected, tied or both_bad."""
        counts = self.models.get(model)
        if counts is None:
            counts = self.models[model] = Counter()
        counts[what] += times

    def count_models(self) -> dict[str, Counter[str]]:
        """Return how often each model was chosen, rejected, tied or both_bad, in all that was kept."""
        for (a, b, outcome), times in self.said.items():
            what = _WHAT[outcome]
            self.note_model(a, what[0], times)
            self.note_model(b, what[1], times)
        self.said.clear()
        return self.models


def select(
    pair: JudgedPair, options: Mapping[str, Any], tally: Tally, *, form: PairFormat | None = None
) -> Iterator[DecidedPair]:
    """Yield the rows that the pair gives: one for its majority, or one per vote; and count what is left out.

    A pair goes through one gate after the other: has a majority, isn't both-bad, isn't a tie (unless these are kept),
    enough votes agree, ``form`` has words for it, isn't a duplicate. Per vote, the majority is not asked for.
    """
    decision = _see(pair, tally)
    if options.get("aggregate", "majority") == "majority":
        rows: list[tuple[Outcome | None, list[PairVote]]] = [(decision.outcome, pair.votes)]
    else:
        rows = [(vote.outcome, [vote]) for vote in pair.votes]
    for outcome, votes in rows:
        reason = _gate(outcome, decision.agreement, options)
        if reason is None and outcome is not None:
            decided = decided_pair(pair, outcome, votes, decision)
            reason = (form.refusal(decided) if form else None) or _duplicate(decided, options, tally)
            if reason is None:
                _count_row(decided, tally)
                yield decided
                continue
        tally.dropped[str(reason)] += 1


def select_votes(pair: JudgedPair, options: Mapping[str, Any], tally: Tally) -> JudgedPair | None:
    """Return the pair with the votes that the options keep, or None when none is left; count the others."""
    _see(pair, tally)
    kept = []
    for vote in pair.votes:
        if vote.outcome in ("tie", "both_bad"):
            name = "ties" if vote.outcome == "tie" else "both_bad"
            if options.get(name, "drop") == "drop":
                tally.dropped[name] += 1
                continue
            tally.ties_kept += name == "ties"
            tally.both_bad_kept += name == "both_bad"
        kept.append(vote)
        _count_models(pair, vote.outcome, tally)
    if not kept:
        return None
    tally.identical_texts += pair.a.text == pair.b.text
    return pair if len(kept) == len(pair.votes) else replace(pair, votes=kept)


def _see(pair: JudgedPair, tally: Tally) -> Decision:
    counted = count_votes(pair.votes)
    tally.pairs += 1
    tally.votes += len(pair.votes)
    tally.patterns[counted] += 1
    for vote in pair.votes:
        tally.guidelines[vote.guideline] += 1
    tally.evidence.add_pair(pair, counted)
    return decide_counts(counted)


def _gate(outcome: Outcome | None, agreement: float, options: Mapping[str, Any]) -> str | None:
    """Why it is left out, or None."""
    if outcome is None:
        return "no_majority"
    if outcome == "both_bad" and options.get("both_bad", "drop") == "drop":
        return "both_bad"
    if outcome == "tie" and options.get("ties", "drop") == "drop":
        return "ties"
    return "below_agreement" if agreement < options.get("min_agreement", 0) else None


def _duplicate(decided: DecidedPair, options: Mapping[str, Any], tally: Tally) -> str | None:
    if options.get("duplicates", "keep") == "keep":
        return None
    pair = decided.pair
    sides = (pair.b.text, pair.a.text) if decided.outcome == "b" else (pair.a.text, pair.b.text)
    said = "won" if decided.outcome in ("a", "b") else decided.outcome
    # Sixteen bytes a row: a million rows take some 70 MB, and a false match is out of the question.
    content = "\x00".join((pair.prompt_hash, said, *sides)).encode()
    digest = hashlib.blake2b(content, digest_size=16).digest()
    if digest in tally.seen:
        return "duplicates"
    tally.seen.add(digest)
    return None


def _count_row(decided: DecidedPair, tally: Tally) -> None:
    tally.rows += 1
    tally.identical_texts += decided.pair.a.text == decided.pair.b.text
    tally.ties_kept += decided.outcome == "tie"
    tally.both_bad_kept += decided.outcome == "both_bad"
    _count_models(decided.pair, decided.outcome, tally)


def _count_models(pair: JudgedPair, outcome: Outcome, tally: Tally) -> None:
    tally.said[pair.a.model, pair.b.model, outcome] += 1
