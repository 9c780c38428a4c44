"""Runs an iterator ahead in a thread, so that a batch is parsed while the database takes the one before it."""

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_WAIT_S = 0.1


class _End:
    """The iterator is done, or raised ``error``."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterator[T], *, depth: int = 1) -> Iterator[T]:
    """Yield ``items`` in order, up to ``depth`` of them made before they are asked for.

    What the iterator raises is raised here, after what came before it. When the caller stops early, so does the thread.
    The iterator must not touch the database: connections belong to threads.
    """
    ready: queue.Queue[T | _End] = queue.Queue(maxsize=depth)
    stop = threading.Event()

    def put(item: T | _End) -> None:
        while not stop.is_set():
            with suppress(queue.Full):
                ready.put(item, timeout=_WAIT_S)
                return

    def run() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                put(item)
                if stop.is_set():
                    return
        except BaseException as problem:  # noqa: BLE001 it is raised again in the caller's thread
            error = problem
        put(_End(error))

    thread = threading.Thread(target=run, name="ahead", daemon=True)
    thread.start()
    try:
        while True:
            item = ready.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        thread.join()
