"""What a judgment of anything but work is looked at for. Nothing of it reaches the answer to a hidden check."""

from collections.abc import Sequence
from datetime import datetime

from annotator.models import Judgment, Purpose
from annotator.policies.answers import CanonicalAnswer
from annotator.services import gold, repeats, training


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> None:
    """Look at the judgment of a gold, repeat or training item, and do what follows for its rater (locked)."""
    if judgment.purpose == Purpose.GOLD:
        gold.check(judgment=judgment, answers=answers, now=now)
    elif judgment.purpose == Purpose.REPEAT:
        repeats.check(judgment=judgment, answers=answers, now=now)
    elif judgment.purpose == Purpose.TRAINING:
        training.check(judgment=judgment, answers=answers, now=now)
