"""Write a dataset: stream, select, write, describe; complete or not at all."""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import orjson
from django.utils.crypto import salted_hmac

from annotator.errors import Conflict
from annotator.models import Project
from annotator.said import say
from annotator.services.jobs import Claim, drive
from annotator.services.streaming import rare_collections
from preferences.datasets.pairs import judged_pairs
from preferences.formats import Context, VotedFormat, VoteFormat
from preferences.models import Export
from preferences.queries import has_conversations, levels_of
from preferences.services.documents import write_documents
from preferences.services.folders import MANIFEST, RUN, exports_root, render_manifest
from preferences.services.manifests import manifest_of
from preferences.services.plans import ExportPlan, InvalidPlan, read_plan
from preferences.services.selecting import Tally
from preferences.services.writing import DataFile, data_file
from preferences.services.writing_pairs import write_pair
from preferences.services.writing_votes import write_votes

Report = Callable[[int, int], None]


class NothingToExport(Conflict):
    """No vote matches the filter."""

    code = "nothing_to_export"


@dataclass(frozen=True, slots=True)
class Written:
    """A finished dataset."""

    manifest: dict[str, Any]
    rows: int
    bytes: int


def drive_export(export_id: int) -> bool:
    """Write the export unless it has ended or is in living hands. Returns whether this call finished it."""
    return drive(Export, export_id, _export)


def _export(claim: Claim) -> dict[str, Any]:
    """Write into a hidden folder of this claim, then give it its name; returns the fields stored with success."""
    export = cast(Export, claim.job)
    root = exports_root()
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f".{export.pk}-*"):  # of a worker that died: its claim is lost, it can't finish any more
        shutil.rmtree(left, ignore_errors=True)
    name = f"{export.pk}-{claim.token.hex[:12]}"
    hidden = root / f".{name}"

    def report(done: int, total: int) -> None:
        claim.progress(done, total, stage="Writing")

    about = {"export": export.pk, "project": export.project_id, "until": export.plan["until"]}
    about |= {"requested_at": export.created_at.isoformat()}
    try:
        plan = read_plan(export.project, export.plan)
        written = write_dataset(export.project, plan, seed=export.seed, folder=hidden, about=about, report=report)
        claim.save()  # still ours? then, and only then, the files get their name
        hidden.rename(root / name)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return {
        "folder": f"exports/{name}",
        "manifest": written.manifest,
        "rows_written": written.rows,
        "bytes_written": written.bytes,
    }


def write_dataset(
    project: Project,
    plan: ExportPlan,
    *,
    seed: int,
    folder: Path,
    about: dict[str, Any],
    report: Report = lambda _done, _total: None,
) -> Written:
    """Write data files, ``manifest.json`` and ``run.json`` (``about``: when, for whom) into a new ``folder``.

    Same data, plan and seed give the same bytes in all files but ``run.json``. Raises ``NothingToExport`` when no vote
    matches, and ``InvalidPlan`` when a row can't be made as asked.
    """
    folder.mkdir(parents=True)
    tally = Tally()
    context = context_of(project, plan)
    refused = plan.form.problem(context)
    if refused:
        raise InvalidPlan(refused[1], fields={refused[0]: [refused[1]]})
    container, schema = plan.form.container_of(plan.options), plan.form.schema(context)
    with rare_collections(), ExitStack() as stack:
        files = {
            name: stack.enter_context(closing(data_file(folder, name, container, schema))) for name in split_names(plan)
        }
        if isinstance(plan.form, VoteFormat):
            unit = write_votes(project, plan, context, next(iter(files.values())), tally, report=report)
        else:
            unit = _write_pairs(project, plan, context, files, tally, seed=seed, report=report)
    if not tally.votes:
        raise NothingToExport("No vote matches the question and the filter, so there is nothing to export.")
    written = list(files.values())
    manifest = manifest_of(project, plan, seed=seed, tally=tally, files=written, unit=unit, context=context)
    documents = write_documents(folder, manifest, files=written, form=plan.form, context=context)
    manifest["documents"] = documents
    (folder / MANIFEST).write_bytes(render_manifest(manifest))
    (folder / RUN).write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return Written(manifest, sum(file.rows for file in written), sum(file.bytes for file in written))


def split_names(plan: ExportPlan) -> list[str]:
    """Names of the data files, without their endings."""
    if isinstance(plan.form, VoteFormat):
        return [plan.form.file_name]
    return ["train", *(name for name in ("validation", "test") if plan.options[name])]


def context_of(project: Project, plan: ExportPlan) -> Context:
    """What the rows of an export depend on beside themselves."""

    @lru_cache(maxsize=100_000)
    def rater_name(rater_id: int, alias: str) -> str:
        return alias if plan.options.get("rater_names") == "alias" else pseudonym(project, rater_id)

    conversations = has_conversations(project, plan.votes)
    return Context(plan.options, conversations, rater_name, levels_of(plan.questions[0]))


def pseudonym(project: Project, rater_id: int) -> str:
    """A rater's name in exports: the same in all exports of the project; tells nothing without the server's key."""
    digest = salted_hmac(f"preferences.rater.{project.pk}", str(rater_id), algorithm="sha256")
    return f"rater-{digest.hexdigest()[:16]}"


def _write_pairs(
    project: Project,
    plan: ExportPlan,
    context: Context,
    files: dict[str, DataFile],
    tally: Tally,
    *,
    seed: int,
    report: Report,
) -> str:
    voted = isinstance(plan.form, VotedFormat)
    for place, pairs in judged_pairs(project, plan.questions[0], plan.votes, details=voted, whole=True):
        for pair in pairs:
            write_pair(pair, plan.form, context, files, tally, seed=seed)
        tally.votes_not_on_pairs = place.not_pairs
        report(place.done, place.total)
    return "votes" if voted or plan.options.get("aggregate") == "votes" else "pairs"


def export_to_folder(
    *,
    project: Project,
    plan: ExportPlan,
    seed: int,
    folder: Path,
    now: datetime,
    replace: bool = False,
    report: Report = lambda _done, _total: None,
) -> Written:
    """Write the dataset into ``folder`` of the caller's choice; its files appear there once all of them are complete.

    Raises ``FolderNotEmpty`` unless the folder is empty, absent, or may be replaced: then files of the same names are
    overwritten, files of an earlier export that this one doesn't have are removed, and any other file stays.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise FolderNotEmpty(say("{folder} is a file, not a folder.", folder=folder))
    if not replace and folder.is_dir() and any(folder.iterdir()):
        raise FolderNotEmpty(
            say("{folder} is not empty. Choose another folder, or say that it may be replaced.", folder=folder)
        )
    hidden = folder.parent / f".{folder.name}.{os.getpid()}"
    about = {"export": None, "project": project.pk, "until": plan.votes.until, "requested_at": now.isoformat()}
    try:
        written = write_dataset(project, plan, seed=seed, folder=hidden, about=about, report=report)
        folder.mkdir(parents=True, exist_ok=True)
        names = [file["name"] for file in [*written.manifest["files"], *written.manifest["documents"]]]
        for old in _earlier_files(folder) - set(names):
            (folder / old).unlink(missing_ok=True)
        # The manifest goes last: where it is, everything that it names is.
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in [*names, RUN, MANIFEST]:
            (hidden / name).replace(folder / name)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return written


class FolderNotEmpty(Conflict):
    code = "folder_not_empty"


def _earlier_files(folder: Path) -> set[str]:
    """Names of data files that an earlier export left here by its manifest; only plain names inside the folder."""
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        names = {str(file["name"]) for file in [*manifest["files"], *manifest.get("documents", [])]}
    except (OSError, ValueError, KeyError, TypeError):  # no manifest, or not one of ours: then nothing here is ours
        return set()
    return {name for name in names if Path(name).name == name and name not in (MANIFEST, RUN)}
