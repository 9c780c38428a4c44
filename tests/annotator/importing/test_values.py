"""What a text may hold, whichever of the two ways it is looked through."""

import pytest

from annotator.services.importing import values
from annotator.services.importing.rows import RowError

ASKED = [*range(0x3000), *range(0xD7FF, 0xE001), 0xFFFE, 0x1F600]
REFUSED = {*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)}


def refuses(text: str) -> bool:
    try:
        assert values.text(text, "prompt") == text
    except RowError:
        return True
    return False


@pytest.mark.parametrize("around", [0, 49, 500])
def test_the_same_characters_are_refused_in_short_and_long_texts(around: int) -> None:
    assert {code for code in ASKED if refuses("é" * around + chr(code) + "a" * around)} == REFUSED
