"""Projects: create one from a preset, change its policies, move it through its life."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from annotator.errors import Conflict, Forbidden, InvalidInput, NotFound
from annotator.models import Membership, Project, ProjectState, Question, QuestionKind, Role, User
from annotator.policies.project_states import TRANSITIONS, may_become
from annotator.presets import PRESETS, QuestionDraft
from annotator.services.guidelines import EmptyGuideline, publish_guideline
from annotator.services.overlap import fit_slots_to_overlap
from annotator.services.questions import check_questions

POLICIES = (
    "overlap",
    "gold_rate",
    "gold_pass_threshold",
    "gold_min_checks",
    "batch_min",
    "batch_max",
    "lease_minutes",
    "break_after_minutes",
    "amend_minutes",
    "quality_by",
    "gold_feedback",
    "repeat_rate",
    "repeat_after_judgments",
    "repeat_after_minutes",
    "training_required",
    "training_pass_mark",
    "training_retries",
    "training_failure",
)
EDITABLE = ("name", "description", *POLICIES)


class UnknownPreset(InvalidInput):
    code = "unknown_preset"


class StaleProject(Conflict):
    code = "stale"


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
            f"There is no preset “{preset}”.", fields={"preset": [f"Expected one of {', '.join(PRESETS)}."]}
        )
    if guideline is not None and not guideline.strip():
        raise EmptyGuideline("The guideline is empty.", fields={"guideline": ["Must not be empty."]})
    drafts = list(template.questions if questions is None else questions)
    check_questions(drafts)
    values = {**template.defaults, **(policies or {})}
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
        body = template.guideline if guideline is None else guideline
        publish_guideline(project=project, actor=actor, now=now, body=body, change_note="First version")
    return project


def update_project(
    *,
    project: Project,
    actor: User,
    now: datetime,
    version: int,
    changes: Mapping[str, Any],
) -> Project:
    """Change name, description, policies or state at once and return the project with its next version.

    ``version`` is the one that the client saw; raises ``StaleProject`` when somebody else changed the project since,
    ``ImpossibleTransition`` for a state that can't follow, ``InvalidInput`` for policies out of bounds. A changed
    overlap opens or closes slots in the same transaction.
    """
    del actor, now  # who and when are part of every service's signature; a project keeps no history of its settings yet
    with transaction.atomic():
        locked = Project.objects.select_for_update(no_key=True).filter(pk=project.pk).first()
        if locked is None:
            raise NotFound("There is no such project.")
        if locked.version != version:
            raise StaleProject("Somebody changed this project meanwhile. Reload it and apply your change again.")
        old_overlap = locked.overlap
        for name in EDITABLE:
            if name in changes:
                setattr(locked, name, changes[name])
        if "state" in changes:
            _change_state(locked, changes["state"])
        _check_policies(locked)
        locked.version = F("version") + 1
        locked.save()
        if locked.overlap != old_overlap:
            fit_slots_to_overlap(project=locked)
    locked.refresh_from_db()
    return locked


def _change_state(project: Project, new_state: str) -> None:
    if new_state == project.state:
        return
    if not may_become(project.state, new_state):
        possible = ", ".join(sorted(TRANSITIONS[project.state]))
        raise ImpossibleTransition(
            f"A project that is {project.state} can't become {new_state}; it can become {possible}.",
            fields={"state": [f"Expected one of {possible}."]},
        )
    if new_state == ProjectState.ACTIVE and not project.questions.exclude(kind=QuestionKind.TEXT).exists():
        raise NothingToAsk("This project asks nothing that can be counted; it needs a question that isn't free text.")
    project.state = new_state


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
        "amend_minutes": (0, 60 * 24 * 60),
        "repeat_rate": (0, 0.3),
        "repeat_after_judgments": (1, 1000),
        "repeat_after_minutes": (0, 60 * 24 * 60),
        "training_required": (0, 100),
        "training_pass_mark": (0, 1),
        "training_retries": (0, 10),
    }
    fields = {
        name: [f"Must be between {low:g} and {high:g}."]
        for name, (low, high) in bounds.items()
        if not low <= getattr(project, name) <= high
    }
    if not fields and project.batch_min > project.batch_max:
        fields["batch_min"] = ["Must not be above batch_max."]
    if fields:
        detail = "; ".join(f"{name}: {messages[0]}" for name, messages in fields.items())
        raise InvalidInput(detail, fields=fields)


def _short(user: User) -> str:
    return (user.name or user.email)[:100]
