"""Peer scores: how far each rater agrees with the others on common items. They raise suspicion and never pause."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q

from annotator.models import (
    AT_WORK,
    Answer,
    Judgment,
    Membership,
    PeerScore,
    Project,
    ProjectState,
    QualityBy,
    Question,
    QuestionKind,
    Role,
)
from annotator.policies.peers import Common, PeerAgreement, peer_agreement, quadratic, same
from annotator.queries.counted import COUNTED, COUNTED_FIELDS
from annotator.services import standing
from annotator.services.rescoring import lock_raters

RECENT_ITEMS = 400
"""The latest items of a rater that are compared: two queries of bounded size for each rater who judged since."""

_VALUE = {QuestionKind.PREFERENCE: "outcome", QuestionKind.LIKERT: "score", QuestionKind.CHOICE: "choice"}
_ANSWERS = Q(**{f"judgment__{name}": value for name, value in COUNTED_FIELDS.items() if name != "quarantined_at"}) & Q(
    judgment__quarantined_at=None
)


def score_all(*, now: datetime) -> int:
    """Score the raters of every active project who judged since they were scored. Returns how many."""
    return sum(score_peers(project=project, now=now) for project in Project.objects.filter(state=ProjectState.ACTIVE))


def score_peers(*, project: Project, now: datetime) -> int:
    """Score those raters of ``project`` who judged since they were scored last. Returns how many."""
    question = scored_question(project)
    if question is None:
        return 0
    raters = Membership.objects.filter(project=project, role=Role.RATER).annotate(
        judged=Max("judgments__submitted_at"), scored=F("peer_score__computed_at")
    )
    due = [rater for rater in raters if rater.judged and (rater.scored is None or rater.judged > rater.scored)]
    for rater in due:
        found = agreement_of(rater, question)
        _store(rater, question, found, now)
    return len(due)


def scored_question(project: Project) -> Question | None:
    """Return the question by which raters are compared: the first that has comparable answers."""
    questions = project.questions.filter(kind__in=list(_VALUE), multiple=False).order_by("position")
    return questions.first()


def agreement_of(rater: Membership, question: Question) -> PeerAgreement:
    """Return how ``rater`` agrees with the others on their latest items; each response asked about is a unit."""
    value = _VALUE[QuestionKind(question.kind)]
    latest = Judgment.objects.filter(COUNTED, rater=rater).order_by("-submitted_at", "-id")
    ids = list(latest.values_list("pk", "item_id")[:RECENT_ITEMS])
    own_rows = Answer.objects.filter(question=question, judgment__in=[judgment for judgment, _ in ids])
    own = {
        (item, response): said
        for item, response, said in own_rows.values_list("judgment__item_id", "response_id", value)
    }
    rows = Answer.objects.filter(_ANSWERS, question=question, judgment__item__in={item for _, item in ids})
    rows = rows.exclude(judgment__rater=rater)
    others: dict[tuple[int, int | None], list[str | float]] = defaultdict(list)
    for item, response, said in rows.values_list("judgment__item_id", "response_id", value):
        others[item, response].append(said)
    units = [Common(own[key], _shares(others[key])) for key in sorted(own, key=str) if key in others]
    weight = quadratic(question.scale_max - question.scale_min) if question.kind == QuestionKind.LIKERT else same
    return peer_agreement(units, weight)


def _shares(answers: list[str | float]) -> dict[str | float, float]:
    return {answer: answers.count(answer) / len(answers) for answer in set(answers)}


@transaction.atomic
def _store(rater: Membership, question: Question, found: PeerAgreement, now: datetime) -> None:
    PeerScore.objects.update_or_create(
        rater=rater,
        defaults={
            "question": question,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "observed": found.observed,
            "expected": found.expected,
            "n_items": found.n_items,
            "reason": found.reason,
            "computed_at": now,
        },
    )
    if rater.peers_suspect == found.suspect:
        return
    for locked in lock_raters([rater.pk]):
        locked.peers_suspect = found.suspect
        locked.save(update_fields=["peers_suspect"])
        if locked.state in AT_WORK and locked.project.quality_by in (QualityBy.PEERS, QualityBy.MIX):
            standing.refresh_watch(rater=locked, now=now)
