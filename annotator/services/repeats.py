"""Taking a repeat's judgment: compared with what the rater said of the item before."""

from collections.abc import Sequence
from datetime import datetime

from annotator.models import Judgment, Purpose, RepeatCheck
from annotator.policies.answers import CanonicalAnswer
from annotator.policies.repeats import compare
from annotator.services import standing
from annotator.services.gold import given, given_of


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> RepeatCheck | None:
    """Store how the judgment of a repeat goes together with the first one, and do what the verdict asks for.

    Returns ``None`` when there is no first one that stands.
    """
    earlier = Judgment.objects.filter(
        rater=judgment.rater_id, item=judgment.item_id, purpose=Purpose.WORK, is_current=True
    )
    first = earlier.prefetch_related("answers__question", "answers__response").order_by("id").first()
    if first is None:
        return None
    found = compare(
        given_of(first.answers.all()),
        [given(answer) for answer in answers],
        first_shown=first.first_shown,
        shown_again=judgment.first_shown,
    )
    row = RepeatCheck.objects.create(
        project_id=judgment.project_id,
        rater_id=judgment.rater_id,
        item_id=judgment.item_id,
        judgment=judgment,
        first=first,
        consistent=found.consistent,
        decided=found.decided,
        side=found.side,
        created_at=now,
    )
    standing.note_check(
        rater=judgment.rater, kind="repeat", passed=row.consistent, corrects=judgment.revision > 1, now=now
    )
    return row
