"""Runs a command that can't outlive the supervisor: ``leash.py PARENT SIGNAL COMMAND…``.

Linux sends SIGNAL to the command as soon as its parent, the supervisor, is gone, even by ``kill -9``
(``prctl(PR_SET_PDEATHSIG)``, kept across ``exec``). It is a program of its own because code between fork and exec in a
process with threads may deadlock. Other systems have no such call: there only an orderly stop cleans up.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and become the command."""
    parent, signal_number, command = int(arguments[0]), int(arguments[1]), arguments[2:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:  # the parent died before the call above could notice
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
