"""What an export would hold, before it is asked for: its first rows, and what would be left out and why."""

import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.models import Project
from preferences.datasets.pairs import judged_pairs
from preferences.datasets.votes import answer_rows
from preferences.formats import Context, VotedFormat, VoteFormat
from preferences.queries import item_ids
from preferences.services.exporting import context_of, split_names
from preferences.services.plans import ExportPlan, InvalidPlan
from preferences.services.selecting import REASONS, Tally
from preferences.services.writing import data_file
from preferences.services.writing_pairs import write_pair

#: Items that are looked at unless all are, and rows that are shown.
LOOKED_AT, SHOWN = 2_000, 5


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows, and the counts over the items that were looked at: ``items`` of ``items_total``."""

    rows: list[dict[str, Any]]
    items: int
    items_total: int
    votes: int
    pairs: int
    rows_written: int
    dropped: dict[str, int]


def preview_export(project: Project, plan: ExportPlan, *, seed: int, look_at: int = LOOKED_AT) -> Preview:
    """Make the rows of the first ``look_at`` items and throw them away. Raises ``InvalidPlan`` like the export."""
    context = context_of(project, plan)
    refused = plan.form.problem(context)
    if refused:
        raise InvalidPlan(refused[1], fields={refused[0]: [refused[1]]})
    total = len(item_ids(project, plan.votes))
    if isinstance(plan.form, VoteFormat):
        return _of_votes(project, plan, plan.form, context, look_at, total)
    return _of_pairs(project, plan, context, look_at, total, seed)


def _of_pairs(project: Project, plan: ExportPlan, context: Context, look_at: int, total: int, seed: int) -> Preview:
    tally, done = Tally(), 0
    voted = isinstance(plan.form, VotedFormat)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        # As JSON lines, whatever the export will be: a preview shows rows, not bytes.
        files = {
            name: stack.enter_context(closing(data_file(Path(folder), name, "jsonl", None)))
            for name in split_names(plan)
        }
        shown: list[dict[str, Any]] = []
        for place, pairs in judged_pairs(project, plan.questions[0], plan.votes, details=voted):
            for pair in pairs:
                write_pair(pair, plan.form, context, files, tally, seed=seed)
            tally.votes_not_on_pairs, done = place.not_pairs, place.done
            if done >= look_at:
                break
        for file in files.values():
            shown += file.first
    dropped = {reason: tally.dropped[reason] for reason in REASONS if tally.dropped[reason]}
    if tally.votes_not_on_pairs:
        dropped["votes_not_on_pairs"] = tally.votes_not_on_pairs
    rows = sum(file.rows for file in files.values())
    return Preview(shown[:SHOWN], done, total, tally.votes, tally.pairs, rows, dropped)


def _of_votes(
    project: Project, plan: ExportPlan, form: VoteFormat, context: Context, look_at: int, total: int
) -> Preview:
    shown: list[dict[str, Any]] = []
    votes, rows, done = set(), 0, 0
    for place, answers in answer_rows(project, plan.questions, plan.votes):
        for answer in answers:
            votes.add(answer.judgment_id)
            rows += 1
            if len(shown) < SHOWN:
                shown.append(form.row(answer, context))
        done = place.done
        if done >= look_at:
            break
    return Preview(shown, min(done, total), total, len(votes), 0, rows, {})
