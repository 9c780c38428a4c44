"""The demo: two projects with self-written items, judged by simulated raters over the last days.

It goes the way real work goes: an import, invitations, shifts, claims, judgments, reports. Only the clock is virtual.
"""

import io
import os
import random
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.core.files import File
from django.db import transaction

from agreement.services.runs import request_report
from annotator.models import AT_WORK, ImportKind, ImportRun, Membership, Project, ProjectState, Role, User
from annotator.services.importing.request import request_import
from annotator.services.importing.run import perform_import
from annotator.services.invitations import create_membership
from annotator.services.jobs import drive
from annotator.services.projects import create_project, update_project
from annotator.simulation import demo_content
from annotator.simulation.raters import SimulatedRater
from annotator.simulation.study import Truth, work_shift

PAIRWISE = "Demo: four models, three languages"
LIKERT = "Demo: single answers, scored"
DAYS = 12
SEED = 20260302

RATERS = (
    SimulatedRater("Amina", sharpness=13, careless=0.0),
    SimulatedRater("Bruno", sharpness=12, severity=0.3),
    SimulatedRater("Chandra", sharpness=14, careless=0.0),
    SimulatedRater("Dilek", sharpness=11, length_bias=0.4),
    SimulatedRater("Emeka", sharpness=10, length_bias=2.6, words_per_minute=420),
    SimulatedRater("Freja", sharpness=12, side_bias=0.2, severity=-0.3),
    SimulatedRater("Goran", sharpness=9, side_bias=1.3),
    SimulatedRater("Hana", sharpness=1, careless=0.9, words_per_minute=900),
)


def make_demo(*, data_dir: Path, now: datetime) -> dict[str, dict[str, str]]:
    """Make what is missing of the demo and return the sign-ins: ``{"lead": {email, password}, "rater": {…}}``."""
    sign_ins = _sign_ins(data_dir / "demo_sign_ins.json")
    lead = _account(sign_ins["lead"], "Lena Lead", may_create_projects=True)
    rater = _account(sign_ins["rater"], "Robin Rater")
    start = (now - timedelta(days=DAYS)).replace(hour=8, minute=0, second=0, microsecond=0)
    for name, build in ((PAIRWISE, _pairwise), (LIKERT, _likert)):
        if not Project.objects.filter(name=name).exists():
            with transaction.atomic():  # the whole project or nothing of it: the next call starts where this one failed
                build(name, lead, rater, start, now)
    return sign_ins


def _sign_ins(path: Path) -> dict[str, dict[str, str]]:
    """The sign-ins of this data folder: made once, kept readable by the owner only."""
    if path.exists():
        kept: dict[str, dict[str, str]] = orjson.loads(path.read_bytes())
        return kept
    made = {
        role: {"email": f"{role}@touchstone.example", "password": "-".join(secrets.token_hex(3) for _ in range(3))}
        for role in ("lead", "rater")
    }
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(orjson.dumps(made))
    return made


def _account(sign_in: dict[str, str], name: str, **fields: Any) -> User:
    found = User.objects.filter(email=sign_in["email"]).first()
    return found or User.objects.create_user(sign_in["email"], sign_in["password"], name=name, **fields)


def _pairwise(name: str, lead: User, rater: User, start: datetime, now: datetime) -> None:
    project = _project(name, "pairwise", lead, start, {"overlap": 3, "gold_rate": 0.2, "gold_min_checks": 4})
    _import_items(project, lead, demo_content.pairwise_rows(), start)
    _import(project, lead, demo_content.pairwise_scores(), start, ImportKind.SCORES)
    crowd = _crowd(project, start)
    _work(project, crowd, demo_content.pairwise_truth(), start, now, tasks=12, shifts=3)
    create_membership(project=project, user=rater, role=Role.RATER, now=now)
    for kind in ("agreement", "bias", "ranking", "traceback"):
        request_report(project=project, kind=kind, wanted={}, actor=lead, now=now)


def _likert(name: str, lead: User, rater: User, start: datetime, now: datetime) -> None:
    project = _project(name, "likert", lead, start, {"overlap": 3, "gold_rate": 0.0})
    _import_items(project, lead, demo_content.likert_rows(), start)
    _work(project, _crowd(project, start)[:4], demo_content.likert_truth(), start, now, tasks=10, shifts=3)
    create_membership(project=project, user=rater, role=Role.RATER, now=now)
    for kind in ("agreement", "scores"):
        request_report(project=project, kind=kind, wanted={}, actor=lead, now=now)


def _project(name: str, preset: str, lead: User, start: datetime, policies: dict[str, Any]) -> Project:
    return create_project(
        actor=lead,
        now=start,
        seed=SEED,
        name=name,
        preset=preset,
        description="Self-written prompts, invented models, simulated raters.",
        policies=policies,
    )


def _import_items(project: Project, lead: User, rows: list[dict[str, Any]], now: datetime) -> None:
    _import(project, lead, rows, now, ImportKind.ITEMS)
    activate = {"state": ProjectState.ACTIVE}
    update_project(project=project, actor=lead, changes=activate, version=project.version, now=now)
    project.refresh_from_db()


def _import(project: Project, lead: User, rows: list[dict[str, Any]], now: datetime, kind: ImportKind) -> None:
    lines = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    run = request_import(
        project=project,
        actor=lead,
        now=now,
        file=File(io.BytesIO(lines), name=f"demo-{kind}.jsonl"),
        file_name=f"demo-{kind}.jsonl",
        kind=kind,
        enqueue=False,
    )
    drive(ImportRun, run.pk, lambda claim: perform_import(claim, now=now))
    run.refresh_from_db()
    if run.rows_failed or run.rows_created != len(rows):
        raise RuntimeError(f"The demo's own {kind} did not import: {run.error or run.rows_failed}")


def _crowd(project: Project, now: datetime) -> list[tuple[Membership, SimulatedRater]]:
    crowd = []
    for habits in RATERS:
        email = f"{habits.name.lower()}@raters.touchstone.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=habits.name)
        crowd.append((create_membership(project=project, user=user, role=Role.RATER, now=now), habits))
    return crowd


def _work(
    project: Project,
    crowd: list[tuple[Membership, SimulatedRater]],
    truth: Truth,
    start: datetime,
    now: datetime,
    *,
    tasks: int,
    shifts: int,
) -> None:
    """Let everybody work a shift on each of ``shifts`` days before yesterday, in the order of time."""
    rng = random.Random(f"{SEED} {project.name}")  # noqa: S311 - a simulation
    sittings = sorted(
        (start + timedelta(days=(DAYS - 2) * number // shifts, minutes=rng.randrange(480)), index)
        for index in range(len(crowd))
        for number in range(shifts)
    )
    for begin, index in sittings:
        rater, habits = crowd[index]
        rater.refresh_from_db()
        if rater.state in AT_WORK:
            work_shift(rater=rater, habits=habits, truth=truth, start=min(begin, now), tasks=tasks, rng=rng)
