"""Where the embedded broker of a data folder listens; the settings and the supervisor agree on it here."""

import hashlib
import os
import tempfile
from pathlib import Path

# A unix socket's path must fit into 108 bytes on Linux and 104 on macOS, with the closing zero.
LONGEST_SOCKET_PATH = 100


def socket_path(data_dir: Path) -> Path:
    """Return the socket's path: inside ``data_dir``, or in a short private folder when that is too long.

    The answer depends on the path and the user alone, so that every process of one data folder finds the same broker.
    """
    inside = data_dir / "broker" / "valkey.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"touchstone-{os.getuid()}-{digest}" / "valkey.sock"


def broker_url(data_dir: Path) -> str:
    """Return the Celery URL of the embedded broker of ``data_dir``."""
    return f"redis+socket://{socket_path(data_dir)}?virtual_host=0"
