"""A lean HTTP/1.1 client for load: keep-alive connections on plain asyncio streams, so that the load costs the machine
little beside the server that is measured.

It speaks to our own server and no further: no redirects, no compression, no TLS, and a body of known length in both
directions.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import orjson

TIMEOUT_S = 40.0
Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NoAnswer(ConnectionError):
    """The server went away or fell silent before its answer was complete: whether it did the work is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes

    @property
    def is_error(self) -> bool:
        return self.status >= 400

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        return orjson.loads(self.body)


class Client:
    """One person's browser: headers of its own, and as many connections as it has requests at once."""

    def __init__(self, address: str, headers: dict[str, str] | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(address)
        self._place = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._base = parts.path.rstrip("/")
        own = {"Host": parts.netloc, "Content-Type": "application/json", **(headers or {})}
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in own.items())
        self._timeout_s = timeout_s
        self._idle: list[Pipe] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._idle:
            await _close(self._idle.pop())

    async def get(self, path: str) -> Answer:
        return await self.request("GET", path, b"")

    async def post(self, path: str, body: Any) -> Answer:
        return await self.request("POST", path, orjson.dumps(body))

    async def put(self, path: str, body: Any) -> Answer:
        return await self.request("PUT", path, orjson.dumps(body))

    async def request(self, method: str, path: str, body: bytes) -> Answer:
        """Return the answer. Raises ``NoAnswer`` when none came whole; nothing is tried again."""
        pipe: Pipe | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                pipe = self._idle.pop() if self._idle else await asyncio.open_connection(*self._place)
                head = f"{method} {self._base}{path} HTTP/1.1\r\n{self._headers}Content-Length: {len(body)}\r\n\r\n"
                pipe[1].write(head.encode() + body)
                answer, stays_open = await _read(pipe[0])
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            if pipe is not None:
                await _close(pipe)
            raise NoAnswer(f"{method} {path}: {type(error).__name__} {error}") from error
        if stays_open:
            self._idle.append(pipe)
        else:
            await _close(pipe)
        return answer


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """Return the next answer on the connection and whether another may follow on it."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    length = _header(head, b"content-length")
    if length is None and status not in {204, 304}:
        raise NotImplementedError(f"an answer without Content-Length: {head!r}")
    body = await reader.readexactly(int(length)) if length else b""
    return Answer(status, body), _header(head, b"connection") != b"close"


def _header(head: bytes, name: bytes) -> bytes | None:
    start = head.find(b"\r\n" + name + b":")
    if start < 0:
        return None
    start += len(name) + 3
    return head[start : head.index(b"\r\n", start)].strip()


async def _close(pipe: Pipe) -> None:
    pipe[1].close()
    with suppress(OSError):
        await pipe[1].wait_closed()
