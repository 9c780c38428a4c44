"""Tells when the web server answers."""

import http.client
import threading
import time

RETRY_SECONDS = 0.1
ACCEPTED_BELOW = 500
DEGRADED = 503  # the page works; the health check misses a service that is still starting


def answers(*, host: str, port: int, path: str) -> bool:
    """Return whether a GET of ``path`` is answered by a working application."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return status < ACCEPTED_BELOW or status == DEGRADED


def watch(*, host: str, port: int, path: str, cancelled: threading.Event) -> threading.Event:
    """Return an event that is set once ``path`` is answered.

    The asking goes on in a thread: the supervisor already listens for the web server, so a request to one that died
    hangs in the backlog, and whoever asks can't look after the children meanwhile.
    """
    answered = threading.Event()

    def ask() -> None:
        while not cancelled.is_set() and not answered.is_set():
            if answers(host=host, port=port, path=path):
                answered.set()
            else:
                time.sleep(RETRY_SECONDS)

    threading.Thread(target=ask, daemon=True, name="readiness").start()
    return answered
