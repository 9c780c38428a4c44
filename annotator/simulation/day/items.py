"""What is judged: pairs of responses of which one is better, and the rows and screens that they become."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGER_IS_BETTER = 0.6
"""Share of the items whose better response is the longer one, as in public preference data."""

N_ANSWERS = 4
"""First, second, tie, both bad."""

USUAL_CHARS = 600
"""What a rater reads of an item of the usual length. Only the spread of lengths matters, and short texts cost less."""
LONGER_SHARE = 0.6


@dataclass(frozen=True)
class Item:
    """Of two responses the first in the file is the better if ``first_better``, and the longer if ``first_longer``.

    ``length``: times the usual reading time. ``ease``: added to the log-odds that anybody is right. ``known``: the
    answer that a lead gave for a gold item (``a`` or ``b``; can be wrong), empty for work.
    """

    name: str
    first_better: bool
    first_longer: bool
    length: float = 1.0
    ease: float = 0.0
    known: str = ""

    @property
    def truth(self) -> str:
        """The better response, in the file's order: ``a`` or ``b``."""
        return "a" if self.first_better else "b"

    @property
    def chars(self) -> int:
        """How many characters there are to read."""
        return round(USUAL_CHARS * self.length)


def make_items(rng: random.Random, n: int, *, hardness: float) -> list[Item]:
    """Return ``n`` items of work; ``hardness`` is the standard deviation of their ease."""
    return [_item(rng, f"item-{number}", hardness) for number in range(n)]


def make_gold(rng: random.Random, n: int, *, hardness: float, wrong: float) -> list[Item]:
    """Return ``n`` gold items like the work, a share ``wrong`` of them with the wrong known answer."""
    return [_item(rng, f"gold-{number}", hardness, wrong=wrong) for number in range(n)]


def _item(rng: random.Random, name: str, hardness: float, *, wrong: float | None = None) -> Item:
    better = rng.random() < 0.5
    longer = better if rng.random() < LONGER_IS_BETTER else not better
    length, ease = rng.uniform(0.6, 1.4), rng.gauss(0, hardness)
    known = ""
    if wrong is not None:
        right = rng.random() >= wrong
        known = "a" if better == right else "b"
    return Item(name, better, longer, length, ease, known)


def rows(items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """Yield the items as rows of an import file. The texts are as long as they must be and say nothing of the truth."""
    for item in items:
        n_first = round((item.chars - len(item.name)) * (LONGER_SHARE if item.first_longer else 1 - LONGER_SHARE))
        first = "first ".ljust(n_first, "x")
        second = "second ".ljust(item.chars - len(item.name) - n_first, "x")
        row: dict[str, Any] = {
            "id": item.name,
            "prompt": item.name,
            "responses": [{"text": first, "model": "m1"}, {"text": second, "model": "m2"}],
        }
        if item.known:
            row["gold"] = {"preference": item.known}
        yield row


def first_is_shown_first(responses: Sequence[dict[str, str]]) -> bool:
    """Whether a screen shows the file's first response in the first place."""
    return responses[0]["text"].startswith("first")
