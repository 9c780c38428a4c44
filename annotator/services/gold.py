"""Checking a judgment against gold. Nothing of it reaches the rater's answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import BigIntegerField

from annotator.models import Answer, GoldAnswer, GoldCheck, Item, Judgment, Membership
from annotator.models.statements import Given, Prepared
from annotator.models.writes import insert
from annotator.policies.answers import CanonicalAnswer
from annotator.policies.fatigue import raised
from annotator.policies.gold import HIGHEST_RATE, GivenAnswer, GoldTarget, matches, rate_now
from annotator.policies.verdict import Verdict
from annotator.services import standing
from annotator.services.accuracy import note_check

WITHDRAWN = Prepared(
    lambda: Item.objects.filter(pk=Given("item", BigIntegerField()), retired_at__isnull=False).only("id", "retired_at")
)
KNOWN_ANSWERS = Prepared(
    lambda: GoldAnswer.objects.filter(item=Given("item", BigIntegerField())).select_related("question", "response")
)


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> GoldCheck | None:
    """Store whether the judgment of a gold item is right, and do what the verdict asks for.

    Returns ``None`` when the item has no gold answers (they were withdrawn): then nothing can be checked.
    """
    targets = targets_of(judgment.item_id)
    if not targets:
        return None
    # Retired while this rater still held it: recorded, but it counts for nobody.
    withdrawn = WITHDRAWN.first(item=judgment.item_id) is not None
    row = GoldCheck(
        project_id=judgment.project_id,
        rater=judgment.rater,
        item_id=judgment.item_id,
        judgment=judgment,
        passed=matches(targets, [given(answer) for answer in answers]),
        voided_at=now if withdrawn else None,
        created_at=now,
    )
    insert(row)
    if not withdrawn:
        note_check(row)
    corrects = judgment.revision > 1
    if not withdrawn or corrects:
        standing.note_check(rater=judgment.rater, kind="gold", passed=row.passed, corrects=corrects, now=now)
    return row


def current_verdict(*, rater: Membership) -> Verdict:
    """Return the verdict on the checks since a lead last resumed the rater; corrected judgments count once."""
    return standing.verdict_on(rater)


def current_rate(*, rater: Membership, factor: float = 1.0) -> float:
    """Return the share of the rater's next seats that gold takes; all that it needs stands on the rater's row.

    ``factor`` is what tiredness multiplies it by. Where the project's threshold is 0 there is no verdict and nobody to
    find: then it is the project's rate always. Where the verdict rests on something else than gold, gold has nobody to
    prove, and only suspicion raises the rate.
    """
    project = rater.project
    if project.gold_rate == 0 or project.gold_pass_threshold == 0:
        return project.gold_rate
    proven = standing.verdict_on(rater).outcome == "good" or not standing.counts(project, "gold")
    rate = rate_now(rate=project.gold_rate, proven=proven, suspect=standing.is_suspect(rater))
    return raised(rate, factor, highest=HIGHEST_RATE)


def targets_of(item_id: int) -> list[GoldTarget]:
    """Return the known answers of an item."""
    return [target(answer) for answer in KNOWN_ANSWERS.rows(item=item_id)]


def target(answer: GoldAnswer) -> GoldTarget:
    return GoldTarget(
        question=answer.question.key,
        position=answer.response.position if answer.response is not None else None,
        outcome=answer.outcome,
        score=answer.score,
        choice=answer.choice,
        tolerance=answer.tolerance,
        also_accepted=tuple(answer.also_accepted),
    )


def given(answer: CanonicalAnswer) -> GivenAnswer:
    return GivenAnswer(
        question=answer.question,
        position=answer.position,
        outcome=answer.outcome,
        score=answer.score,
        rank=answer.rank,
        choice=answer.choice,
    )


def given_of(answers: Iterable[Answer]) -> list[GivenAnswer]:
    """Return stored answers (question and response loaded) in the form that they are compared in."""
    return [
        GivenAnswer(
            question=answer.question.key,
            position=answer.response.position if answer.response is not None else None,
            outcome=answer.outcome,
            score=answer.score,
            rank=answer.rank,
            choice=answer.choice,
        )
        for answer in answers
    ]
