"""Trying a short transaction again when it lost a race."""

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from django.db import IntegrityError, OperationalError, connection

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
WAIT_S = 0.02


def retry_lost_races(transaction: Callable[P, R]) -> Callable[P, R]:
    """Run ``transaction`` again when another was faster (a unique constraint) or both deadlocked.

    After ``ATTEMPTS`` the last error goes on: then it is no race. Inside an outer transaction a database error leaves
    nothing to go on with, so it goes on at once, except a constraint, which only undoes the inner savepoint.
    """

    @functools.wraps(transaction)
    def retrying(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS):
            try:
                return transaction(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                if isinstance(error, OperationalError) and connection.in_atomic_block:
                    raise
                log.info("lost_race", transaction=transaction.__name__, attempt=attempt, error=str(error))
                time.sleep(WAIT_S * attempt)
        return transaction(*args, **kwargs)

    return retrying
