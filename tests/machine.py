"""What this machine offers to the tests: PostgreSQL, Redis, a Chromium. Nothing here starts any."""

import os
import shutil
import socket
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
POSTGRESQL_URL = os.environ.get("TOUCHSTONE_TEST_POSTGRESQL_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TOUCHSTONE_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@cache
def postgresql_absence() -> str | None:
    """Return why PostgreSQL tests can't run here, or ``None`` when they can."""
    return _absence("PostgreSQL", POSTGRESQL_URL, 5432)


@cache
def redis_absence() -> str | None:
    """Return why Redis tests can't run here, or ``None`` when they can."""
    return _absence("Redis", REDIS_URL, 6379)


@cache
def browser_absence() -> str | None:
    """Return why browser tests can't run here, or ``None`` when they can."""
    return None if chromium_path() else f"needs a Chromium executable (none of {', '.join(CHROMIUM_NAMES)} in PATH)"


@cache
def chromium_path() -> str | None:
    """Return the Chromium to drive: ``TOUCHSTONE_CHROMIUM``, else the first known name in PATH, else ``None``."""
    named = os.environ.get("TOUCHSTONE_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def _absence(name: str, url: str, default_port: int) -> str | None:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or default_port
    try:
        with socket.create_connection((host, port), timeout=1):
            return None
    except OSError as error:
        return f"needs {name} at {host}:{port} ({error})"


def main(arguments: list[str]) -> int:
    """Return 0 when all the named services are there, else say what is missing and return 1."""
    absences = {"postgresql": postgresql_absence, "redis": redis_absence, "browser": browser_absence}
    reasons = [reason for name in arguments if (reason := absences[name]())]
    print(*reasons, sep="\n", end="\n" if reasons else "")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
