"""One running Touchstone per data folder, whatever happens to the process that holds it."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from config.supervisor.errors import DataFolderInUse


class DataFolderLock:
    """An exclusive lock on a data folder, held for the length of a ``with`` block.

    The kernel drops an advisory lock with the process that took it, so a killed supervisor leaves nothing to clean up;
    the file's text only tells a second starter who holds the folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "lock"
        self._data_dir = data_dir
        self._handle: int | None = None

    def __enter__(self) -> Self:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode(errors="replace").strip() or "another process"
            os.close(handle)
            raise DataFolderInUse(
                f"The data folder {self._data_dir} is in use by a running Touchstone ({holder}). "
                "Stop that one (Ctrl-C in its terminal), or name another folder with --data."
            ) from None
        self._handle = handle
        self.note(f"pid {os.getpid()}")
        return self

    def note(self, text: str) -> None:
        """Write who holds the folder (process id, address) for the message that a second starter gets."""
        if self._handle is None:
            raise RuntimeError("The lock isn't held.")
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
