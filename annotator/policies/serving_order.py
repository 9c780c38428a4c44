"""Where an item stands in the walk that raters take through the open slots."""

import hashlib

HIGHEST_PRIORITY = 32767
LOWEST_PRIORITY = -32768
_ORDER_BITS = 47


def serving_order(*, seed: int, external_id: str, priority: int) -> int:
    """Return the item's place as one non-negative 63-bit number: higher priority first, then shuffled by ``seed``.

    The upper 16 bits count down from the highest priority, the lower 47 are a keyed hash of the external id, so that
    the order doesn't depend on the order of import, on the database or on the process. All slots of an item share the
    number and are therefore next to each other. Raises ``ValueError`` for a priority outside 16 bits.
    """
    if not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        raise ValueError(f"priority must be between {LOWEST_PRIORITY} and {HIGHEST_PRIORITY}, not {priority}")
    digest = hashlib.blake2b(external_id.encode(), key=seed.to_bytes(8, "big"), digest_size=8).digest()
    shuffled = int.from_bytes(digest, "big") >> (64 - _ORDER_BITS)
    return ((HIGHEST_PRIORITY - priority) << _ORDER_BITS) | shuffled
