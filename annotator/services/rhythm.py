"""Keeping a shift's rhythm: each judgment, rest and word of the rater moves it, with one update of the shift's row."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from annotator.errors import InvalidInput, NotFound
from annotator.models import Answer, Break, GoldCheck, Judgment, Membership, RepeatCheck, Shift, User
from annotator.models.writes import update_where
from annotator.policies.answers import CanonicalAnswer
from annotator.policies.days import day_start, worked_seconds
from annotator.policies.fatigue import REST_MINUTES, Advice
from annotator.policies.rhythm import Facts, State, after_judgment, after_report, after_rest, start
from annotator.services.fatigue import advice_for
from annotator.services.retrying import retry_lost_races

MOST_REPORTS = 50
LONGEST_ANSWER = 40
FIRST_SHOWN = {"a": 0, "b": 1}


class RhythmMoved(IntegrityError):
    """Another transaction changed the rhythm since it was read: a lost race, to be tried again."""


def note_judgment(
    *,
    judgment: Judgment,
    chars: int,
    answers: Sequence[CanonicalAnswer],
    check: GoldCheck | RepeatCheck | None,
    also: Sequence[str] = (),
) -> None:
    """Move the rhythm of the judgment's shift (loaded) on by it. Corrections and imported votes change nothing.

    One UPDATE and no other query; it takes ``also`` fields of the shift along. Raises ``RhythmMoved`` when the row was
    read before somebody else's change.
    """
    shift = judgment.shift
    if shift is None or judgment.revision != 1:
        return
    shown = judgment.first_shown
    facts = facts_of(
        judgment,
        chars=chars,
        answer=answer_as_shown([(a.outcome, a.score, a.rank, a.choice) for a in answers], shown),
        passed=check.passed if isinstance(check, GoldCheck) else None,
        consistent=check.consistent if isinstance(check, RepeatCheck) else None,
    )
    _move(shift, after_judgment(State.from_json(shift.rhythm), facts), also=also)


def facts_of(
    judgment: Judgment, *, chars: int, answer: str, passed: bool | None, consistent: bool | None = None
) -> Facts:
    """Return what the judgment shows of its rater's rhythm."""
    return Facts(
        at_s=judgment.on_shift_s or 0,
        chars=chars,
        answer=answer,
        active_s=None if judgment.active_ms is None else judgment.active_ms / 1000,
        passed=passed,
        consistent=consistent,
        focus_changes=judgment.focus_changes,
    )


def answer_as_shown(
    values: Sequence[tuple[str | None, float | None, int | None, str | None]], first_shown: int | None
) -> str:
    """Return the answers' (outcome, score, rank, choice) as one word in the order shown; "" when only text was given.

    An outcome is turned to the side on which it stood: what a hand repeats are places and keys, not responses.
    """
    parts = []
    for outcome, score, rank, choice in values:
        if outcome in FIRST_SHOWN and first_shown is not None:
            parts.append("a" if FIRST_SHOWN[outcome] == first_shown else "b")
        elif outcome is not None:
            parts.append(outcome)
        elif score is not None:
            parts.append(f"{score:g}")
        elif rank is not None:
            parts.append(f"#{rank}")
        elif choice is not None:
            parts.append(choice)
    return "|".join(parts)[:LONGEST_ANSWER]


def note_rest(*, shift: Shift) -> None:
    """Begin the evidence again after a rest."""
    _move(shift, after_rest(State.from_json(shift.rhythm)))


@retry_lost_races
@transaction.atomic
def note_freshness(*, actor: User, shift_id: int, fresh: int, now: datetime) -> Advice:
    """Keep how fresh the rater says they feel, 1 (spent) to 5; 0 when they would rather not say. Returns the advice.

    Raises ``NotFound`` unless the shift is theirs and ``InvalidInput`` for another number. After the shift's end it
    changes nothing.
    """
    if not 0 <= fresh <= 5:
        raise InvalidInput(
            "How fresh: from 1 to 5, or 0 for no answer.", fields={"fresh": ["Must be between 0 and 5."]}
        )
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).select_related("rater__project")
    shift = rows.filter(pk=shift_id, rater__user=actor).first()
    if shift is None:
        raise NotFound("There is no such shift of yours.")
    if shift.ended_at is None:
        at_s = max(int((now - shift.started_at).total_seconds()), 0)
        shift.reports = [*shift.reports, [at_s, fresh]][-MOST_REPORTS:]
        shift.save(update_fields=["reports"])
        _move(shift, after_report(State.from_json(shift.rhythm), fresh=fresh, at_s=at_s))
    return advice_for(project=shift.rater.project, shift=shift, now=now)


def starting_rhythm(rater: Membership) -> State:
    """Return the state with which the rater's next shift starts: their own baseline, as their last shift left it."""
    last = Shift.objects.filter(rater=rater, rhythm__judged__gt=0).order_by("-started_at").first()
    return start(None if last is None else State.from_json(last.rhythm))


def worked_elsewhere(rater: Membership, *, now: datetime, but: Shift | None = None) -> int:
    """Return the seconds that the person behind ``rater`` has worked in the day until ``now``, but for one shift.

    Over all projects; what overlaps ``but`` is left out, because that shift counts it.
    """
    since = day_start(now)
    own = {"rater__user": rater.user_id} if rater.user_id is not None else {"rater": rater.pk}
    rows = Shift.objects.filter(**own, last_seen_at__gt=since).prefetch_related("breaks")
    away = sum(shift.away_s for shift in rows if but is None or shift.pk != but.pk)
    if but is None:
        return max(worked_seconds([_span(shift, now) for shift in rows], since=since, until=now) - away, 0)
    others = [_span(shift, now) for shift in rows if shift.pk != but.pk]
    this = [_span(shift, now) for shift in rows if shift.pk == but.pk]
    together = worked_seconds([*others, *this], since=since, until=now)
    return max(together - worked_seconds(this, since=since, until=now) - away, 0)


def _span(shift: Shift, now: datetime) -> tuple[tuple[datetime, datetime], list[tuple[datetime, datetime]]]:
    end = shift.ended_at or shift.last_seen_at
    pauses = [(pause.started_at, pause.ended_at or now) for pause in shift.breaks.all()]
    return (shift.started_at, end), pauses


def recomputed(shift: Shift, *, beginning: State) -> State:
    """Return the rhythm as it follows from the stored judgments, rests and words alone: what the row must say.

    Reads the whole shift; for audits and tests, not for work.
    """
    rows = Judgment.objects.filter(shift=shift, revision=1).select_related("assignment", "gold_check", "repeat_check")
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(judgment__in=rows).order_by("id"):
        answers.setdefault(answer.judgment_id, []).append(answer)
    events: list[tuple[datetime, int, int, Judgment | Break | int]] = [
        (judgment.submitted_at, 1, judgment.pk, judgment) for judgment in rows
    ]
    for pause in Break.objects.filter(shift=shift, ended_at__isnull=False):
        assert pause.ended_at is not None  # noqa: S101 - the query asked for it
        if pause.ended_at - pause.started_at >= timedelta(minutes=REST_MINUTES):
            events.append((pause.ended_at, 0, pause.pk, pause))
    for at_s, fresh in shift.reports:
        events.append((shift.started_at + timedelta(seconds=at_s), 2, at_s, int(fresh)))
    state = beginning
    for _, _, at_s, event in sorted(events, key=lambda one: one[:3]):
        if isinstance(event, Judgment):
            values = [(a.outcome, a.score, a.rank, a.choice) for a in answers.get(event.pk, [])]
            check = getattr(event, "gold_check", None)
            again = getattr(event, "repeat_check", None)
            facts = facts_of(
                event,
                chars=event.assignment.chars if event.assignment is not None else 0,
                answer=answer_as_shown(values, event.first_shown),
                passed=None if check is None else check.passed,
                consistent=None if again is None else again.consistent,
            )
            state = after_judgment(state, facts)
        elif isinstance(event, Break):
            state = after_rest(state)
        else:
            state = after_report(state, fresh=event, at_s=at_s)
    return state


def _move(shift: Shift, state: State, also: Sequence[str] = ()) -> None:
    """Store the state with one conditional update: the version says whether anybody was faster."""
    version = shift.rhythm_version
    values = {name: getattr(shift, name) for name in also} | {"rhythm": state.as_json(), "rhythm_version": version + 1}
    if not update_where(Shift, values, id=shift.pk, rhythm_version=version):
        raise RhythmMoved(f"the rhythm of shift {shift.pk} has moved on from version {version}")
    shift.rhythm, shift.rhythm_version = values["rhythm"], version + 1
