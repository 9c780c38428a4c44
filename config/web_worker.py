"""Gunicorn's worker with threads, sharing new connections out evenly between the processes."""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HESITATION_S = 0.001
"""Per connection that a process has already."""

LONGEST_S = 0.02


class EvenWorker(ThreadWorker):
    """The process with the most connections is the last to reach for the next one.

    All processes wait at one socket, and who is awake already gets what comes: of fifty browsers that arrive together
    one process got 48, and keeps them as long as they stay, while the other core is idle. Hesitating in proportion to
    what one has lets the others go first, and needs no memory shared between them; where they are all stuck, the
    connection is taken a few milliseconds later all the same.
    """

    def accept(self, listener: Any) -> None:
        if self.cfg.workers > 1:
            time.sleep(min(self.nr_conns * HESITATION_S, LONGEST_S))
        super().accept(listener)
