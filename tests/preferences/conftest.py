"""What the tests of preferences share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path: Path) -> None:
    """Each test has a files folder of its own, so that it can say what is in it."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
