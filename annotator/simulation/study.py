"""Simulated raters at work: they read, claim, judge and rest through the services people use, on a virtual clock."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from annotator.errors import Conflict
from annotator.models import Assignment, Membership, Question, QuestionKind, Response
from annotator.policies.sides import label
from annotator.services import batching, judging, reading, shifts
from annotator.simulation.raters import SimulatedRater, active_seconds, choose, score

Truth = Mapping[str, Sequence[float]]
"""The quality of each response, by external id, in the imported order. No database knows it."""


@dataclass
class Clock:
    """The virtual time of one rater's shift."""

    now: datetime
    last_break: datetime

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def hours_since_break(self) -> float:
        return (self.now - self.last_break).total_seconds() / 3600


def work_shift(
    *, rater: Membership, habits: SimulatedRater, truth: Truth, start: datetime, tasks: int, rng: random.Random
) -> int:
    """Let ``rater`` work from ``start`` until ``tasks`` are done, nothing is left, or the rater is paused.

    Takes a break of ten minutes when one is suggested. Returns the number of judgments made.
    """
    actor = rater.user
    if actor is None:
        raise ValueError(f"{rater.alias} has no account to work with.")
    guideline = rater.project.guidelines.order_by("-version").first()
    if guideline is not None:
        reading.note_guideline_read(rater=rater, version=guideline.version)
        rater.refresh_from_db()
    clock = Clock(start, start)
    shift = shifts.start_shift(rater=rater, now=start)
    questions = list(rater.project.questions.filter(retired_in__isnull=True))
    done = 0
    while done < tasks:
        try:
            claimed = batching.claim(rater=rater, now=clock.now)
        except Conflict:  # paused in mid-shift, as a person would find out
            break
        if not claimed.tasks:
            break
        for task in claimed.tasks[: tasks - done]:
            answers, seconds = _judge(task.key, questions, habits, truth, clock, rng)
            clock.pass_seconds(seconds)
            submission = judging.Submission(
                key=uuid.UUID(int=rng.getrandbits(128), version=4),
                assignment=task.key,
                answers=answers,
                active_ms=int(seconds * 950),
            )
            advice = judging.submit(actor=actor, submission=submission, now=clock.now).advice
            done += 1
            if advice.break_suggested:
                _rest(actor, shift.pk, clock)
        rater.refresh_from_db()
    clock.pass_seconds(5)
    shifts.end_shift(actor=actor, shift_id=shift.pk, now=clock.now)
    return done


def _rest(actor: Any, shift_id: int, clock: Clock) -> None:
    shifts.start_break(actor=actor, shift_id=shift_id, suggested=True, now=clock.now)
    clock.pass_seconds(600)
    shifts.end_break(actor=actor, shift_id=shift_id, now=clock.now)
    clock.last_break = clock.now


def _judge(
    key: uuid.UUID,
    questions: Sequence[Question],
    habits: SimulatedRater,
    truth: Truth,
    clock: Clock,
    rng: random.Random,
) -> tuple[list[dict[str, Any]], float]:
    """Return the answers in display terms and the seconds they took."""
    assignment = Assignment.objects.select_related("item").get(key=key)
    qualities = truth[assignment.item.external_id]
    by_position = {response.position: response for response in assignment.item.responses.all()}
    shown = [(by_position[position], qualities[position]) for position in assignment.shown_positions]
    hours = clock.hours_since_break()
    answers: list[dict[str, Any]] = []
    for question in questions:
        answers += _answer(question, shown, habits, hours, rng)
    words = sum(response.words for response, _ in shown) + len(assignment.item.prompt.split())
    return answers, active_seconds(habits, rng, words=words, hours=hours)


def _answer(
    question: Question,
    shown: Sequence[tuple[Response, float]],
    habits: SimulatedRater,
    hours: float,
    rng: random.Random,
) -> list[dict[str, Any]]:
    if question.kind == QuestionKind.PREFERENCE and len(shown) == 2:
        (first, first_quality), (second, second_quality) = shown
        outcome, strength = choose(
            habits, rng, first=(first_quality, first.chars), second=(second_quality, second.chars), hours=hours
        )
        answer: dict[str, Any] = {"question": question.key, "outcome": outcome}
        if strength and question.strength_levels:
            answer["strength"] = min(strength, question.strength_levels)
        return [answer]
    if question.kind == QuestionKind.LIKERT:
        return [
            {"question": question.key, "response": label(position), "score": _score(question, pair, habits, hours, rng)}
            for position, pair in enumerate(shown)
        ]
    if question.required:
        raise NotImplementedError(f"Simulated raters can't answer {question.kind} questions yet ({question.key}).")
    return []


def _score(
    question: Question, pair: tuple[Response, float], habits: SimulatedRater, hours: float, rng: random.Random
) -> int:
    response, quality = pair
    return score(
        habits, rng, quality=quality, chars=response.chars, low=question.scale_min, high=question.scale_max, hours=hours
    )
