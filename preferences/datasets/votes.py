"""Judgments → one row per answer, of any kind of question, streamed in the order of judgments."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.models import Answer, Item, Judgment, Project, Question, QuestionKind, Response
from preferences.datasets.pairs import Place
from preferences.queries import VoteFilter, answers_to, counted_in, judgment_ids

#: Judgments read at once.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer with all that is known of its judgment. ``rationales`` are the judgment's texts by question key."""

    judgment_id: int
    external_id: str
    rater_id: int
    rater_alias: str
    rater_kind: str
    question: str
    response: int | None
    outcome: str | None
    strength: int | None
    score: float | None
    rank: int | None
    choice: str | None
    winner_model: str | None
    response_model: str | None
    first_shown: int | None
    active_ms: int | None
    on_shift_s: int | None
    guideline: int | None
    revision: int
    submitted_at: datetime
    rationales: dict[str, str]


def answer_rows(
    project: Project, questions: Sequence[Question], votes: VoteFilter, *, chunk: int = CHUNK
) -> Iterator[tuple[Place, list[AnswerRow]]]:
    """Yield the counted answers to ``questions`` (none of them text), with the texts given along with them.

    In the order of judgments, ``chunk`` of which are in memory at once.
    """
    texts = list(project.questions.filter(kind=QuestionKind.TEXT))
    for place, first, last in judgment_ranges(project, votes, chunk=chunk):
        yield place, _rows(project, questions, texts, votes, first, last)


def judgment_ranges(project: Project, votes: VoteFilter, *, chunk: int) -> Iterator[tuple[Place, int, int]]:
    """Yield the first and last id of every ``chunk`` counted judgments, with the place that it reaches."""
    ids = judgment_ids(project, votes)
    for start in range(0, len(ids), chunk):
        end = min(start + chunk, len(ids))
        yield Place(end, len(ids)), ids[start], ids[end - 1]


def _rows(
    project: Project,
    questions: Sequence[Question],
    texts: Sequence[Question],
    votes: VoteFilter,
    first: int,
    last: int,
) -> list[AnswerRow]:
    counted = counted_in(project, votes).filter(pk__range=(first, last)).select_related("rater", "guideline")
    judgments = {judgment.pk: judgment for judgment in counted.order_by("pk")}
    rationales: dict[int, dict[str, str]] = defaultdict(dict)
    for part in answers_to(texts, list(judgments)) if texts else ():
        for pk, key, text in part.order_by("pk").values_list("judgment_id", "question__key", "text"):
            rationales[pk][key] = text or ""
    answers: dict[int, list[Answer]] = defaultdict(list)
    for part in answers_to(questions, list(judgments)):
        for answer in part.order_by("question__position", "response__position", "pk"):
            answers[answer.judgment_id].append(answer)
    names = dict(
        Item.objects.filter(pk__in={judgment.item_id for judgment in judgments.values()}).values_list(
            "pk", "external_id"
        )
    )
    models = {
        (item, position): (pk, model)
        for item, position, pk, model in Response.objects.filter(item__in=list(names)).values_list(
            "item_id", "position", "pk", "model"
        )
    }
    responses = {pk: (position, model) for (_, position), (pk, model) in models.items()}
    keys = {question.pk: question.key for question in questions}
    return [
        _row(judgment, answer, keys, names, models, responses, rationales)
        for judgment in judgments.values()
        for answer in answers.get(judgment.pk, ())
    ]


def _row(
    judgment: Judgment,
    answer: Answer,
    keys: dict[int, str],
    names: dict[int, str],
    models: dict[tuple[int, int], tuple[int, str]],
    responses: dict[int, tuple[int, str]],
    rationales: dict[int, dict[str, str]],
) -> AnswerRow:
    position, model = responses[answer.response_id] if answer.response_id else (None, None)
    winner = {"a": 0, "b": 1}.get(answer.outcome or "")
    return AnswerRow(
        judgment_id=judgment.pk,
        external_id=names[judgment.item_id],
        rater_id=judgment.rater_id,
        rater_alias=judgment.rater.alias,
        rater_kind=judgment.rater.kind,
        question=keys[answer.question_id],
        response=position,
        outcome=answer.outcome,
        strength=answer.strength,
        score=answer.score,
        rank=answer.rank,
        choice=answer.choice,
        winner_model=None if winner is None else models[judgment.item_id, winner][1],
        response_model=model,
        first_shown=judgment.first_shown,
        active_ms=judgment.active_ms,
        on_shift_s=judgment.on_shift_s,
        guideline=judgment.guideline.version if judgment.guideline else None,
        revision=judgment.revision,
        submitted_at=judgment.submitted_at,
        rationales=rationales.get(judgment.pk, {}),
    )
