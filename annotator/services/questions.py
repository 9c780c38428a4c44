"""Checks the questions of a project before they are stored."""

import re
from collections.abc import Sequence

from annotator.errors import InvalidInput
from annotator.models import QuestionKind
from annotator.presets import QuestionDraft
from annotator.said import by_field, say

MAX_QUESTIONS = 20
MAX_SCALE_STEPS = 101
MAX_CHOICES = 50
_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


class InvalidQuestions(InvalidInput):
    code = "invalid_questions"


def check_questions(drafts: Sequence[QuestionDraft]) -> None:
    """Raise ``InvalidQuestions`` with a message per field (``questions.1.choices``) unless all can be asked."""
    problems: dict[str, list[str]] = {}
    if not drafts:
        problems["questions"] = [say("A project needs at least one question.")]
    if len(drafts) > MAX_QUESTIONS:
        problems["questions"] = [
            say("At most {max_questions} questions, not {n}.", max_questions=MAX_QUESTIONS, n=len(drafts))
        ]
    seen: set[str] = set()
    for index, draft in enumerate(drafts):
        for field, reason in _problems_of(draft):
            problems.setdefault(f"questions.{index}.{field}", []).append(reason)
        if draft.key in seen:
            problems.setdefault(f"questions.{index}.key", []).append(say("“{key}” is used twice.", key=draft.key))
        seen.add(draft.key)
    if problems:
        raise InvalidQuestions(by_field(dict(list(problems.items())[:3])), fields=problems)


def _problems_of(draft: QuestionDraft) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if not _KEY.fullmatch(draft.key):
        problems.append(("key", say("Must start with a letter and hold only a to z, 0 to 9 and _, at most 50.")))
    if draft.kind not in QuestionKind.values:
        problems.append(("kind", say("Expected one of {listed}.", listed=", ".join(QuestionKind.values))))
    if not draft.title.strip():
        problems.append(("title", say("Must not be empty.")))
    if draft.kind == QuestionKind.LIKERT:
        problems += _scale_problems(draft)
    if draft.kind == QuestionKind.CHOICE:
        problems += _choice_problems(draft)
    if not 0 <= draft.strength_levels <= 5:
        problems.append(("strength_levels", say("Must be between 0 and 5.")))
    if draft.per_response and draft.kind not in (QuestionKind.LIKERT, QuestionKind.CHOICE):
        problems.append(("per_response", say("Only likert and choice questions can be asked of each response.")))
    return problems


def _scale_problems(draft: QuestionDraft) -> list[tuple[str, str]]:
    if not -1000 <= draft.scale_min < draft.scale_max <= 1000:
        return [("scale_max", say("The scale must go from scale_min up to a larger scale_max, within -1000 to 1000."))]
    if draft.scale_max - draft.scale_min >= MAX_SCALE_STEPS:
        return [("scale_max", say("A scale has at most {max_scale_steps} steps.", max_scale_steps=MAX_SCALE_STEPS))]
    steps = {str(step) for step in range(draft.scale_min, draft.scale_max + 1)}
    return [
        (
            "scale_labels",
            say(
                "“{step}” is not a step of the scale {scale_min} to {scale_max}.",
                step=step,
                scale_min=draft.scale_min,
                scale_max=draft.scale_max,
            ),
        )
        for step in draft.scale_labels
        if step not in steps
    ]


def _choice_problems(draft: QuestionDraft) -> list[tuple[str, str]]:
    values = [choice["value"] for choice in draft.choices]
    if not 2 <= len(values) <= MAX_CHOICES:
        return [
            (
                "choices",
                say(
                    "A choice question needs 2 to {max_choices} choices, not {n}.",
                    max_choices=MAX_CHOICES,
                    n=len(values),
                ),
            )
        ]
    if len(set(values)) < len(values):
        return [("choices", say("Two choices have the same value."))]
    if any(not value.strip() or len(value) > 64 for value in values):
        return [("choices", say("A choice's value must have 1 to 64 characters."))]
    return []
