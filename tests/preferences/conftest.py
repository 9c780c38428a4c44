"""What the tests of preferences share."""

from pathlib import Path

import pytest

from tests.preferences.world import ModelStudy, pandalm_study
from tests.support.pandalm import PandaLM
from tests.support.shared_data import shared_data


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path: Path) -> None:
    """Each test has a files folder of its own, so that it can say what is in it."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def pandalm() -> ModelStudy:
    """PandaLM's test set with the votes of its three people."""
    study, _ = pandalm_study(PandaLM.read(shared_data("preference/pandalm_testset.jsonl")))
    return study
