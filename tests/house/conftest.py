"""A real Touchstone in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running import Starter


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start ``manage.py up`` on SQLite with the embedded broker; whatever is left at the end is killed."""
    starter = Starter(tmp_path)
    yield starter
    starter.kill_all()
