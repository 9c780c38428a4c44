"""Which response is shown first: balanced within an item's slots, seeded, and the same each time it is asked."""

import random
from hashlib import blake2b


def display_order(*, n_responses: int, seed: int, item: str, turn: int) -> list[int]:
    """Return the response positions in the order to show them, a permutation of ``range(n_responses)``.

    ``item`` is its external id and ``turn`` the slot's index within it. Over any ``n_responses`` consecutive turns of
    one item each response stands in each place exactly once (a cyclic Latin square over a base order shuffled by
    ``seed`` and ``item``); for a pair this is the turn's parity flipped by the item's coin. Raises ``ValueError`` when
    there is nothing to show.
    """
    if n_responses < 1:
        raise ValueError("an item needs at least one response to be shown")
    base = list(range(n_responses))
    generator("sides", seed, item).shuffle(base)
    shift = turn % n_responses
    return base[shift:] + base[:shift]


def generator(*key: str | int) -> random.Random:
    """Return a random generator that depends on ``key`` alone, alike in every process and on every machine."""
    text = "/".join(str(part) for part in key)
    return random.Random(int.from_bytes(blake2b(text.encode(), digest_size=16).digest()))  # noqa: S311 - not a secret


def label(place: int) -> str:
    """Return the letter under which the response in ``place`` (0-based) is shown: A … Z, AA, AB, …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
