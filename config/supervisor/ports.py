"""Finds a port by listening on it, so that nobody can take it between the finding and the serving."""

import errno
import socket

from config.supervisor.errors import NoFreePort

TRIES = 50
BACKLOG = 1024


def listen(*, host: str, port: int) -> socket.socket:
    """Return a listening TCP socket on ``port``, or on the next free port after it.

    The supervisor keeps the socket and lends it to the web server: a restart of the web server then keeps the address,
    and callers wait in the backlog meanwhile instead of being refused.

    Raises NoFreePort when the next ``TRIES`` ports are all busy, or the host isn't an address of this machine.
    """
    for candidate in range(port, min(port + TRIES, 65536)):
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host, candidate, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listener = socket.socket(family, kind, protocol)
        except OSError as error:
            raise NoFreePort(f"Can't listen on {host}: {error}.") from error
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise NoFreePort(f"Can't listen on {host} port {candidate}: {error.strerror}.") from error
        else:
            return listener
    raise NoFreePort(f"Ports {port} to {port + TRIES - 1} on {host} are all busy; name another one with --port.")


def local_address(listener: socket.socket) -> tuple[str, int]:
    """Return host and port at which this machine itself reaches ``listener`` (a wildcard becomes the loopback)."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - recognised, never bound here


def url(host: str, port: int) -> str:
    """Return the address to type into a browser."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
