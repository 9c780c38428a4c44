"""Where a rater's claims start among the open slots: at places drawn anew for each, within a level of priority."""

from hashlib import blake2b

LEVEL_BITS = 47
LEVEL_SIZE = 1 << LEVEL_BITS
"""A serving order is a level (0 is the highest priority) times this, plus a place in the seeded order of the level."""


def level_of(order: int) -> int:
    """Return the level of priority of a serving order; of a cursor below 0, the first."""
    return max(order, 0) >> LEVEL_BITS


def place_of(order: int) -> int:
    """Return the place within its level."""
    return max(order, 0) & (LEVEL_SIZE - 1)


def start_in(level: int, *key: str | int) -> int:
    """Return the serving order in ``level`` at which to start, drawn evenly by ``key`` alone."""
    digest = blake2b("/".join(str(part) for part in key).encode(), digest_size=8).digest()
    return (level << LEVEL_BITS) | (int.from_bytes(digest) >> (64 - LEVEL_BITS))
