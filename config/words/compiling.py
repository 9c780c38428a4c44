"""Compiles the catalogues at the start of a process, so that a fresh machine needs neither a build step nor msgfmt."""

import hashlib
import os
import tempfile
from pathlib import Path

import polib

CATALOGUE = Path("LC_MESSAGES") / "django"


def compiled(source: Path, into: Path) -> Path:
    """Return the folder for ``LOCALE_PATHS`` with every catalogue of ``source`` compiled.

    It is named after what the catalogues say: a changed one is compiled anew, and processes of two versions don't meet.
    """
    catalogues = sorted(source.glob(f"*/{CATALOGUE}.po"))
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in catalogues)).hexdigest()[:16]
    folder = into / digest
    for path in catalogues:
        target = folder / path.relative_to(source).with_suffix(".mo")
        if not target.exists():
            _write(target, polib.pofile(str(path)).to_binary())
    return folder


def _write(target: Path, content: bytes) -> None:
    """Several processes start at once: each writes a file of its own, and the last one's takes the place."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(target)
