"""Which of the open items at hand a rater gets: urgent ones first, met raters evenly, prompts kept apart.

Two raters can only be compared on items that both judged. Each rater keeps count, by the others, of the items that they
took after them ("met"); the choice goes to the items whose earlier judges were met least. Nobody else's counts are
needed: when every rater spreads what they take over those before them, the sum over both directions is spread, too.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

FRESH = 0.75
"""Where an item that nobody judged yet stands among the others, in averages. Lower begins more items at once; higher
leaves holes in sparse tables (at 1 a fifth of the pairs of 50 raters stay without a common item, here one in 25)."""

MET_KEPT = 300
"""So many others are remembered: in a larger crowd two raters rarely meet twice."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open slot that the rater may be given: one per item. ``judges`` had the item before, or hold it."""

    slot: int
    item: int
    level: int
    prompt: str
    judges: tuple[int, ...] = ()


def choose(
    candidates: Sequence[Candidate],
    wanted: int,
    *,
    met: Mapping[int, int],
    prompts: Collection[str] = (),
    rng: random.Random,
) -> list[Candidate]:
    """Return up to ``wanted`` of ``candidates``, in the order to show them.

    Higher priority first. Within a level: a prompt that is neither in ``prompts`` (what the rater holds) nor chosen
    already; then the earlier judges met least, where an item without any stands at ``FRESH`` of the average, so that
    fresh items are begun when the judges at hand are well met, and not before; then more judges; then chance. ``met``
    isn't changed.
    """
    left = [(candidate, rng.random()) for candidate in candidates]
    counts = Counter(met)
    used = Counter(prompts)
    chosen: list[Candidate] = []
    while left and len(chosen) < wanted:
        average = _average(counts)
        pick = min(left, key=lambda pair: _rank(pair[0], pair[1], counts, used, average))
        left.remove(pick)
        chosen.append(pick[0])
        used[pick[0].prompt] += 1
        counts.update(pick[0].judges)
    return keep_apart(chosen)


def _average(counts: Mapping[int, int]) -> float:
    return sum(counts.values()) / len(counts) if counts else 0.0


def _rank(
    candidate: Candidate, chance: float, counts: Mapping[int, int], used: Mapping[str, int], average: float
) -> tuple[int, int, float, int, float]:
    judges = candidate.judges
    familiar = sum(counts.get(judge, 0) for judge in judges) / len(judges) if judges else FRESH * average
    return candidate.level, used.get(candidate.prompt, 0), familiar, -len(judges), chance


def keep_apart(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return ``chosen`` so that two of one prompt don't follow each other, if any order of them allows that.

    Greedy, which is enough: the most frequent prompt that isn't the last one shown comes next. Without a prompt that
    occurs twice nothing moves.
    """
    counts = Counter(candidate.prompt for candidate in chosen)
    if len(counts) == len(chosen):
        return list(chosen)
    left, ordered = list(chosen), []
    last = None
    while left:
        apart = [candidate for candidate in left if candidate.prompt != last] or left
        pick = max(apart, key=lambda candidate: counts[candidate.prompt])
        left.remove(pick)
        ordered.append(pick)
        counts[pick.prompt] -= 1
        last = pick.prompt
    return ordered


def remember(met: Mapping[int, int], taken: Sequence[Candidate]) -> dict[int, int]:
    """Return ``met`` with the judges of what was taken, the most met ``MET_KEPT`` of them."""
    counts = Counter(met)
    for candidate in taken:
        counts.update(candidate.judges)
    return dict(counts.most_common(MET_KEPT))


def fair_part(*, left: int, at_work: int, held: int) -> int:
    """Return how many more of the ``left`` open slots a rater who holds ``held`` may take, among ``at_work`` people.

    An even part, rounded up, less what is held; at least one for who holds nothing.
    """
    if at_work < 1:
        raise ValueError(f"somebody must be at work, not {at_work}")
    return max(math.ceil(left / at_work) - held, 0 if held else 1)
