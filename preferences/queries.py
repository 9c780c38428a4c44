"""What may be asked: the counted votes of a question, and the exports of a project."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.errors import InvalidInput, NotFound
from annotator.models import (
    Answer,
    Item,
    ItemSlice,
    Judgment,
    Membership,
    Project,
    Purpose,
    Question,
    QuestionKind,
    RaterKind,
)
from annotator.queries.counted import STANDING
from annotator.said import say, word
from preferences.models import Export

#: Ids in one query; SQLite takes some 32,000.
_IDS = 5_000
#: Kinds of question whose answers say which of two responses is better.
COMPARING = (QuestionKind.PREFERENCE, QuestionKind.RANKING)


def places_responses(question: Question) -> bool:
    """Whether an answer places single responses, by rank or by score, so that any two of them can be compared."""
    return question.kind == QuestionKind.RANKING or scores_responses(question)


def scores_responses(question: Question) -> bool:
    """Whether it is a scale for each response: pairs can be made of the scores, which loses how far apart they are."""
    return question.kind == QuestionKind.LIKERT and question.per_response


def levels_of(question: Question) -> int | None:
    """How strong an answer to it can be at most, counted from 1; None where answers have no strength."""
    return question.scale_max - question.scale_min if scores_responses(question) else question.strength_levels


def lost_by(question: Question) -> str | None:
    """What comparing the answers loses, in a sentence; None where it loses nothing."""
    if not scores_responses(question):
        return None
    return (
        f"Pairs are made of the scores of “{question.key}”: the higher score wins, equal scores tie, and the points "
        "between them are the strength. How good a response is by itself is lost."
    )


class NoComparingQuestion(InvalidInput):
    """The project asks nothing that compares two responses."""

    code = "no_preference_question"


class UnknownQuestion(InvalidInput):
    code = "unknown_question"


@dataclass(frozen=True, slots=True)
class VoteFilter:
    """Which of the counted votes are meant.

    ``slices`` are (name, accepted values), all of which an item must meet; ``raters`` membership ids (empty: all);
    ``submitted_from`` is included, ``submitted_to`` is not; ``guidelines`` are versions (empty: all); gold is left out
    unless ``include_gold``. ``until`` freezes the moment: votes as they stood when that
    judgment was the project's newest (None: as they stand now).
    """

    slices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    raters: tuple[int, ...] = ()
    submitted_from: datetime | None = None
    submitted_to: datetime | None = None
    include_models: bool = False
    until: int | None = None
    guidelines: tuple[int, ...] = ()
    include_gold: bool = False


def comparing_question(project: Project, key: str | None = None) -> Question:
    """Return the question with that key, or the first that compares responses.

    Scores of single responses are compared only when their question is named: that they make pairs is a choice.
    Raises ``UnknownQuestion`` for a key the project doesn't have, and ``NoComparingQuestion`` when the question, or
    every question of the project, is of a kind that names no winner.
    """
    questions = list(project.questions.order_by("position"))
    if key is None:
        found = next((question for question in questions if question.kind in COMPARING), None)
        if found is None:
            kinds = ", ".join(sorted({question.kind for question in questions})) or "none"
            scale = next((question.key for question in questions if scores_responses(question)), None)
            hint = say(" Or name {scale!r} to make pairs of its scores.", scale=scale) if scale else ""
            raise NoComparingQuestion(
                say(
                    "No question of this project compares two responses (its questions: {kinds}). Ask a "
                    "preference or a ranking question to learn which model wins.{hint}",
                    kinds=kinds,
                    hint=hint,
                )
            )
        return found
    found = next((question for question in questions if question.key == key), None)
    if found is None:
        known = ", ".join(question.key for question in questions) or "none"
        raise UnknownQuestion(
            say("There is no question {key!r}.", key=key),
            fields={"question": [say("Must be one of: {known}.", known=known)]},
        )
    if found.kind not in COMPARING and not scores_responses(found):
        message = say("{key!r} is a {kind} question, which names no winner.", key=key, kind=word(found.kind))
        raise NoComparingQuestion(message, fields={"question": [message]})
    return found


def about_question(project: Project, key: str) -> Q:
    """Reports whose plan names that comparing question; those of old that name none are about the first there is.

    Raises as ``comparing_question`` does.
    """
    asked = comparing_question(project, key)
    said = Q(plan__question=key)
    by_itself = project.questions.filter(kind__in=COMPARING).order_by("position").first()
    return said | Q(plan__question=None) if asked == by_itself else said


def preference_question(project: Project, key: str | None = None) -> Question:
    """Return the preference question with that key, or the first there is; raises as ``comparing_question`` does."""
    if key is None:
        found = project.questions.filter(kind=QuestionKind.PREFERENCE).order_by("position").first()
        if found is None:
            raise NoComparingQuestion(
                "No question of this project asks which of two responses is better. Ask a preference question."
            )
        return found
    question = comparing_question(project, key)
    if question.kind != QuestionKind.PREFERENCE:
        message = say(
            "“{key}” is a {kind} question; this looks at preferences between two responses.",
            key=question.key,
            kind=word(question.kind),
        )
        raise NoComparingQuestion(message, fields={"question": [message]})
    return question


def newest_judgment_id(project: Project) -> int:
    """The id of the project's newest judgment; 0 when there is none."""
    newest = Judgment.objects.filter(project=project).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def counted_judgments(project: Project, votes: VoteFilter, *, items: Sequence[int] | None = None) -> QuerySet[Judgment]:
    """Judgments that count: work, neither surplus nor in quarantine, and the latest revision at ``votes.until``.

    ``items`` are ids of items of the project to which to keep; slices are not looked at here.
    """
    standing = STANDING
    if votes.include_gold:
        standing = {
            **{key: value for key, value in STANDING.items() if key != "purpose"},
            "purpose__in": [Purpose.WORK, Purpose.GOLD],
        }
    judgments = Judgment.objects.filter(**standing)
    if items is None:
        judgments = judgments.filter(project=project)
    else:
        # Only the item: told the project too, a planner without fresh statistics walks all of its judgments.
        judgments = judgments.filter(item__in=items)
    if votes.until is None:
        judgments = judgments.filter(is_current=True)
    else:
        # A revision amended since then was the current one then: the same moment gives the same votes for ever.
        newer = Judgment.objects.filter(
            assignment=OuterRef("assignment"), revision__gt=OuterRef("revision"), id__lte=votes.until
        )
        amended_later = Q(is_current=False, assignment__isnull=False) & ~Exists(newer)
        judgments = judgments.filter(Q(is_current=True) | amended_later, id__lte=votes.until)
    if not votes.include_models:
        judges = Membership.objects.filter(project=project, kind=RaterKind.MODEL)
        judgments = judgments.exclude(rater__in=judges.values("pk"))
    if votes.raters:
        judgments = judgments.filter(rater__in=votes.raters)
    if votes.guidelines:
        judgments = judgments.filter(guideline__version__in=votes.guidelines)
    if votes.submitted_from is not None:
        judgments = judgments.filter(submitted_at__gte=votes.submitted_from)
    if votes.submitted_to is not None:
        judgments = judgments.filter(submitted_at__lt=votes.submitted_to)
    return judgments


def answers_to(questions: Sequence[Question], judgments: Sequence[int]) -> Iterator[QuerySet[Answer]]:
    """Yield the answers of those judgments (ids) in a few queries, none with more ids than a database takes.

    Judgments first, then their answers: joined, a planner may walk all answers of the question for each chunk of items.
    """
    for start in range(0, len(judgments), _IDS):
        part = judgments[start : start + _IDS]
        yield Answer.objects.filter(question__in=[question.pk for question in questions], judgment__in=part)


def items_in(project: Project, votes: VoteFilter) -> QuerySet[Item]:
    """The project's items that meet the slices of the filter."""
    items = Item.objects.filter(project=project)
    for name, values in votes.slices:
        items = items.filter(
            Exists(ItemSlice.objects.filter(item=OuterRef("pk"), project=project, name=name, value__in=values))
        )
    return items


def item_ids(project: Project, votes: VoteFilter) -> "array[int]":
    """Ids of the items of the filter, ascending, eight bytes each: what an export walks in chunks."""
    ids = items_in(project, votes).order_by("pk").values_list("pk", flat=True)
    return array("q", ids.iterator(chunk_size=10_000))


def counted_in(project: Project, votes: VoteFilter) -> QuerySet[Judgment]:
    """The counted judgments on items that meet the slices of the filter."""
    judgments = counted_judgments(project, votes)
    return judgments.filter(item__in=items_in(project, votes).values("pk")) if votes.slices else judgments


def judgment_ids(project: Project, votes: VoteFilter) -> "array[int]":
    """Ids of those judgments, ascending, eight bytes each: what an export of votes walks in ranges."""
    ids = counted_in(project, votes).order_by("pk").values_list("pk", flat=True)
    return array("q", ids.iterator(chunk_size=10_000))


def has_conversations(project: Project, votes: VoteFilter) -> bool:
    """Whether any item of the filter has messages instead of a prompt."""
    return items_in(project, votes).filter(messages__isnull=False).exists()


def exports_of(project: Project) -> QuerySet[Export]:
    """The project's exports, newest first."""
    return Export.objects.filter(project=project).select_related("requested_by").order_by("-id")


def export_by_id(export_id: int) -> Export:
    """Return the export. Raises ``NotFound``."""
    export = Export.objects.select_related("requested_by", "project").filter(pk=export_id).first()
    if export is None:
        raise NotFound("There is no such export.")
    return export
