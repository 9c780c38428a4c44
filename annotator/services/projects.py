"""Projects: create one from a preset, change its policies, move it through its life."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.errors import Conflict, Forbidden, InvalidInput
from annotator.models import Membership, Project, ProjectState, Question, QuestionKind, ReviewRule, Role, User
from annotator.policies.project_states import TRANSITIONS, may_become
from annotator.presets import PRESETS, QuestionDraft
from annotator.said import by_field, say, word
from annotator.services.guidelines import EmptyGuideline, publish_first
from annotator.services.history import locked_project, record_change, record_creation
from annotator.services.questions import check_questions
from annotator.services.serving_policies import (
    SERVING_POLICIES,
    clean_rules,
    follow_change,
    serving_problems,
    standing,
)

RHYTHM = (
    "break_minutes",
    "micro_break_every_minutes",
    "breaks_required",
    "day_cap_minutes",
    "break_trial",
    "trial_break_after_minutes",
    "trial_micro_break_every_minutes",
)
POLICIES = (
    "overlap",
    "gold_rate",
    "gold_pass_threshold",
    "gold_min_checks",
    "batch_min",
    "batch_max",
    "lease_minutes",
    "break_after_minutes",
    *RHYTHM,
    "amend_minutes",
    *SERVING_POLICIES,
    "review_rule",
    "quality_by",
    "gold_feedback",
    "repeat_rate",
    "repeat_after_judgments",
    "repeat_after_minutes",
    "training_required",
    "training_pass_mark",
    "training_retries",
    "training_failure",
    "due_on",
)
EDITABLE = ("name", "description", *POLICIES)


class UnknownPreset(InvalidInput):
    code = "unknown_preset"


class ImpossibleTransition(Conflict):
    code = "impossible_transition"


class NothingToAsk(Conflict):
    code = "nothing_to_ask"


def create_project(
    *,
    actor: User,
    now: datetime,
    seed: int,
    name: str,
    preset: str,
    description: str = "",
    guideline: str | None = None,
    questions: Sequence[QuestionDraft] | None = None,
    policies: Mapping[str, Any] | None = None,
) -> Project:
    """Create a draft project with its questions, its first guideline version and ``actor`` as its lead.

    ``questions`` and ``policies`` replace the preset's. Raises ``Forbidden`` for users who may not create projects,
    ``UnknownPreset``, and ``InvalidInput`` naming the field of a bad question or policy.
    """
    if not (actor.may_create_projects or actor.is_superuser):
        raise Forbidden("Your account may not create projects. Ask whoever runs this server.")
    template = PRESETS.get(preset)
    if template is None:
        raise UnknownPreset(
            say("There is no preset “{preset}”.", preset=preset),
            fields={"preset": [say("Expected one of {listed}.", listed=", ".join(PRESETS))]},
        )
    if guideline is not None and not guideline.strip():
        raise EmptyGuideline("The guideline is empty.", fields={"guideline": ["Must not be empty."]})
    drafts = list(template.questions if questions is None else questions)
    check_questions(drafts)
    values = {**template.defaults, **(policies or {})}
    values["requirement_rules"] = clean_rules(values.get("requirement_rules", []))
    with transaction.atomic():
        project = Project(
            name=name, description=description, preset=preset, seed=seed, created_by=actor, created_at=now, **values
        )
        _check_policies(project)
        project.save()
        Question.objects.bulk_create(
            Question(project=project, position=position, **asdict(draft)) for position, draft in enumerate(drafts)
        )
        Membership.objects.create(
            project=project, user=actor, role=Role.LEAD, alias=_short(actor), created_at=now, state_changed_at=now
        )
        record_creation(project=project, actor=actor, now=now)
        body = template.guideline if guideline is None else guideline
        publish_first(project=project, actor=actor, now=now, body=body)
    return project


def update_project(
    *,
    project: Project,
    actor: User,
    now: datetime,
    version: int,
    changes: Mapping[str, Any],
    note: str = "",
) -> Project:
    """Change name, description, policies or state at once and return the project with its next version.

    The change is written into the project's history with ``note``; saving what is there already changes nothing.

    ``version`` is the one that the client saw; raises ``StaleProject`` when somebody else changed the project since,
    ``ImpossibleTransition`` for a state that can't follow, ``InvalidInput`` for policies out of bounds. A changed
    overlap opens or closes slots in the same transaction.
    """
    with transaction.atomic():
        locked = locked_project(project, version=version)
        stood = standing(locked)
        before = {name: getattr(locked, name) for name in (*EDITABLE, "state")}
        for name in EDITABLE:
            if name in changes:
                setattr(locked, name, changes[name])
        if "requirement_rules" in changes:
            locked.requirement_rules = clean_rules(changes["requirement_rules"])
        if "state" in changes:
            _change_state(locked, changes["state"])
        _check_policies(locked)
        changed = {name: (old, getattr(locked, name)) for name, old in before.items() if old != getattr(locked, name)}
        if not changed:
            return locked
        locked.save(update_fields=list(changed))
        kind = "state" if list(changed) == ["state"] else "settings"
        record_change(project=locked, kind=kind, changes=changed, actor=actor, now=now, note=note)
        follow_change(project=locked, before=stood)
    return locked


def _change_state(project: Project, new_state: str) -> None:
    if new_state == project.state:
        return
    if not may_become(project.state, new_state):
        possible = ", ".join(sorted(TRANSITIONS[project.state]))
        raise ImpossibleTransition(
            say(
                "A project that is {state} can't become {new_state}; it can become {possible}.",
                state=word(project.state),
                new_state=word(new_state),
                possible=possible,
            ),
            fields={"state": [say("Expected one of {possible}.", possible=possible)]},
        )
    if new_state == ProjectState.ACTIVE and not asks_something(project):
        raise NothingToAsk("This project asks nothing that can be counted; it needs a question that isn't free text.")
    project.state = new_state


def asks_something(project: Project) -> bool:
    """Whether the project asks a question now whose answers can be counted."""
    return project.questions.filter(retired_in__isnull=True).exclude(kind=QuestionKind.TEXT).exists()


def _check_policies(project: Project) -> None:
    """Raise ``InvalidInput`` naming each policy that is out of its bounds; the database checks the same."""
    bounds: dict[str, tuple[float, float]] = {
        "overlap": (1, 100),
        "gold_rate": (0, 0.5),
        "gold_pass_threshold": (0, 1),
        "gold_min_checks": (1, 1000),
        "batch_min": (1, 100),
        "batch_max": (1, 100),
        "lease_minutes": (1, 24 * 60),
        "break_after_minutes": (5, 8 * 60),
        "break_minutes": (3, 120),
        "micro_break_every_minutes": (0, 8 * 60),
        "day_cap_minutes": (0, 16 * 60),
        "trial_break_after_minutes": (5, 8 * 60),
        "trial_micro_break_every_minutes": (0, 8 * 60),
        "amend_minutes": (0, 60 * 24 * 60),
        "repeat_rate": (0, 0.3),
        "repeat_after_judgments": (1, 1000),
        "repeat_after_minutes": (0, 60 * 24 * 60),
        "training_required": (0, 100),
        "training_pass_mark": (0, 1),
        "training_retries": (0, 10),
    }
    fields: dict[str, list[str]] = {
        name: [say("Must be between {low:g} and {high:g}.", low=low, high=high)]
        for name, (low, high) in bounds.items()
        if not low <= getattr(project, name) <= high
    }
    fields |= {name: found for name, found in serving_problems(project).items() if name not in fields}
    if project.review_rule not in ReviewRule.values:
        fields["review_rule"] = [say("Expected one of {listed}.", listed=", ".join(ReviewRule.values))]
    if not fields and project.batch_min > project.batch_max:
        fields["batch_min"] = [say("Must not be above batch_max.")]
    if fields:
        raise InvalidInput(by_field(fields), fields=fields)


def _short(user: User) -> str:
    return (user.name or user.email)[:100]
