"""What the interpreter does otherwise while rows stream through by the hundred thousand."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Allocations before the youngest are looked at, and how many such looks before the older ones are. An import has some
#: 200,000 objects at once, in the batches that are parsed and written: fewer would have all of them looked at.
_RARELY = (500_000, 20, 50)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles rarely: rows make none, and looking at each of them takes half of the time of an export."""
    usual = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


#: Seconds after which a thread that computes lets one that waited for the database go on.
_SOON = 0.0005


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let two threads take turns sooner: the one that feeds the database waits for the other at each of its answers."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SOON)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
