"""Questions of a project that runs: added, changed where they may be, retired. Stored answers keep their meaning."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from annotator.errors import Conflict, NotFound
from annotator.models import Answer, Assignment, GoldAnswer, Project, Question, User
from annotator.policies.question_changes import refusals
from annotator.presets import QuestionDraft
from annotator.said import joined, say
from annotator.services.history import locked_project, record_change
from annotator.services.projects import NothingToAsk, asks_something
from annotator.services.questions import MAX_QUESTIONS, check_questions

FIELDS = tuple(field.name for field in fields(QuestionDraft) if field.name != "key")


class ChangesMeaning(Conflict):
    code = "changes_meaning"


class KeyTaken(Conflict):
    code = "key_taken"


class AlreadyRetired(Conflict):
    code = "already_retired"


class TooManyQuestions(Conflict):
    code = "too_many_questions"


def add_question(
    *, project: Project, actor: User, now: datetime, version: int, draft: QuestionDraft, note: str = ""
) -> Question:
    """Ask one more question from the next version on. What raters hold already may be answered without it.

    Raises ``StaleProject``, ``InvalidQuestions``, ``KeyTaken`` (a retired question keeps its key) and
    ``TooManyQuestions``.
    """
    check_questions([draft])
    with transaction.atomic():
        locked = locked_project(project, version=version)
        questions = list(Question.objects.filter(project=locked))
        if any(question.key == draft.key for question in questions):
            raise KeyTaken(
                say(
                    "“{key}” names a question of this project, or one that it asked before. Choose another key.",
                    key=draft.key,
                ),
                fields={"key": ["Is taken."]},
            )
        if sum(question.retired_in is None for question in questions) >= MAX_QUESTIONS:
            raise TooManyQuestions(
                say("A project asks at most {max_questions} questions. Retire one first.", max_questions=MAX_QUESTIONS)
            )
        last = Question.objects.filter(project=locked).aggregate(last=Max("position"))["last"]
        changes = {draft.key: (None, draft.title)}
        asked_from = record_change(
            project=locked,
            kind="question_added",
            changes=changes,
            actor=actor,
            now=now,
            note=note,
            subject=draft.key,
        )
        position = 0 if last is None else last + 1
        return Question.objects.create(project=locked, position=position, asked_from=asked_from, **asdict(draft))


def edit_question(
    *, project: Project, actor: User, now: datetime, version: int, key: str, changes: Mapping[str, Any], note: str = ""
) -> Question:
    """Change a question's words, or widen what it accepts. Returns it; saving what is there already changes nothing.

    One that nobody was handed or has answered may be changed at will. Raises ``StaleProject``, ``InvalidQuestions`` and
    ``ChangesMeaning``, which names each field that can't be changed and says what to do instead.
    """
    with transaction.atomic():
        locked = locked_project(project, version=version)
        question = _asked(locked, key)
        old = {name: getattr(question, name) for name in FIELDS}
        new = {name: value for name, value in changes.items() if name in FIELDS and value != old[name]}
        if not new:
            return question
        check_questions([replace(QuestionDraft(key=key, **old), **new)])
        if _may_be_answered(question):
            refused = refusals(old, new)
            if refused:
                detail = joined(" ", refused.values())
                raise ChangesMeaning(detail, fields={name: [reason] for name, reason in refused.items()})
        for name, value in new.items():
            setattr(question, name, value)
        question.save(update_fields=list(new))
        record_change(
            project=locked,
            kind="question_edited",
            changes={name: (old[name], value) for name, value in new.items()},
            actor=actor,
            now=now,
            note=note,
            subject=key,
        )
    return question


def retire_question(
    *, project: Project, actor: User, now: datetime, version: int, key: str, note: str = ""
) -> Question:
    """Ask a question no more. Its answers stay, and what raters hold may still be answered with it.

    Raises ``StaleProject``, ``AlreadyRetired``, and ``NothingToAsk`` when it is the last one that can be counted.
    """
    with transaction.atomic():
        locked = locked_project(project, version=version)
        question = _asked(locked, key)
        changes = {key: (question.title, None)}
        question.retired_in = record_change(
            project=locked,
            kind="question_retired",
            changes=changes,
            actor=actor,
            now=now,
            note=note,
            subject=key,
        )
        question.save(update_fields=["retired_in"])
        if not asks_something(locked):
            raise NothingToAsk("This is the last question that can be counted. Add another one first.")
    return question


def _asked(project: Project, key: str) -> Question:
    question = Question.objects.filter(project=project, key=key).first()
    if question is None:
        raise NotFound("There is no such question in this project.")
    if question.retired_in is not None:
        raise AlreadyRetired(
            say(
                "“{key}” was retired in version {retired_in} and is asked no more.",
                key=key,
                retired_in=question.retired_in,
            )
        )
    return question


def _may_be_answered(question: Question) -> bool:
    """Whether somebody was handed work, or an answer is stored, since the question was asked."""
    handed_out = Assignment.objects.filter(project_id=question.project_id, project_version__gte=question.asked_from)
    return (
        handed_out.exists()
        or Answer.objects.filter(question=question).exists()
        or GoldAnswer.objects.filter(question=question).exists()
    )
