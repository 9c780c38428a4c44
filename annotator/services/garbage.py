"""Rarer garbage collections while rows stream through by the hundred thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Allocations before the youngest are looked at, and how many such looks before the older ones are.
_RARELY = (50_000, 20, 50)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles rarely: rows make none, and looking at each of them takes half of the time of an export."""
    usual = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
