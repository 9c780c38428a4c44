"""The workbench: everything a rater's screen needs when it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.models import (
    AT_WORK,
    GoldFeedback,
    Guideline,
    Membership,
    MembershipState,
    Project,
    ProjectState,
    Question,
    Shift,
)
from annotator.policies.fatigue import Advice
from annotator.policies.training import Attempt
from annotator.queries import work
from annotator.queries.elsewhere import other_projects
from annotator.services.fatigue import advice_for
from annotator.services.training import attempt_of


@dataclass(frozen=True)
class GuidelineInForce:
    """The version in force, and whether this rater has read it."""

    version: int
    body: str
    change_note: str
    published_at: datetime
    read: bool
    #: What this rater read last, where that was another version: what has changed is told against it.
    read_before: Guideline | None


@dataclass(frozen=True)
class Workbench:
    """The rater's standing in a project, what they hold and what they may do next."""

    project: Project
    rater: Membership
    guideline: GuidelineInForce | None
    questions: list[Question]
    shift: Shift | None
    advice: Advice
    held: list[work.Task]
    progress: work.Progress
    amend_minutes: int
    training: Attempt | None
    abilities: dict[str, bool]
    elsewhere: Sequence[Project]


def open_workbench(*, rater: Membership, now: datetime) -> Workbench:
    """Return the rater's workbench. Nothing is changed by looking."""
    project = rater.project
    shift = work.open_shift(rater)
    guideline = _guideline_for(rater)
    read = guideline is None or guideline.read
    advice = advice_for(project=project, shift=shift, now=now, kind=rater.kind)
    may_work = project.state == ProjectState.ACTIVE and rater.state in AT_WORK
    at_work = shift is not None and shift.on_break_since is None
    return Workbench(
        project=project,
        rater=rater,
        guideline=guideline,
        questions=work.questions_of(project),
        shift=shift,
        advice=advice,
        held=[work.task(assignment) for assignment in work.held(rater) if assignment.expires_at > now],
        progress=work.progress(rater, shift, now=now),
        amend_minutes=project.amend_minutes,
        elsewhere=other_projects(rater) if advice.change_suggested else [],
        training=attempt_of(rater) if rater.state == MembershipState.TRAINING else None,
        abilities={
            "start_shift": may_work and shift is None,
            "claim": may_work and at_work and read,
            "see_feedback": project.gold_feedback != GoldFeedback.NEVER,
        },
    )


def _guideline_for(rater: Membership) -> GuidelineInForce | None:
    guideline = work.current_guideline(rater.project)
    if guideline is None:
        return None
    read = rater.guideline_read_id == guideline.pk
    return GuidelineInForce(
        version=guideline.version,
        body=guideline.body,
        change_note=guideline.change_note,
        published_at=guideline.published_at,
        read=read,
        read_before=None if read else rater.guideline_read,
    )
