"""What a judgment of anything but work is looked at for. Nothing of it reaches the answer to a hidden check."""

from collections.abc import Sequence
from datetime import datetime

from annotator.models import GoldCheck, Judgment, Purpose, RepeatCheck
from annotator.policies.answers import CanonicalAnswer
from annotator.services import gold, repeats, training

HiddenCheck = GoldCheck | RepeatCheck


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> HiddenCheck | None:
    """Look at the judgment of a gold, repeat or training item, and do what follows for its rater (locked).

    Returns the hidden check that it was, if any.
    """
    if judgment.purpose == Purpose.GOLD:
        return gold.check(judgment=judgment, answers=answers, now=now)
    if judgment.purpose == Purpose.REPEAT:
        return repeats.check(judgment=judgment, answers=answers, now=now)
    if judgment.purpose == Purpose.TRAINING:
        training.check(judgment=judgment, answers=answers, now=now)
    return None
