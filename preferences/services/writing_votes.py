"""All votes into one file: as lines or tables of one COPY where the database is PostgreSQL, else row by row."""

from collections.abc import Callable
from typing import Any

from annotator.models import Membership, Project
from preferences.datasets.long_query import on_postgresql
from preferences.datasets.vote_lines import vote_lines
from preferences.datasets.vote_query import VoteSums
from preferences.datasets.vote_tables import vote_tables
from preferences.datasets.votes import answer_rows
from preferences.formats import Context, VoteFormat
from preferences.queries import counted_in
from preferences.services.plans import ExportPlan
from preferences.services.selecting import Tally
from preferences.services.writing import DataFile


def write_votes(
    project: Project,
    plan: ExportPlan,
    context: Context,
    file: DataFile,
    tally: Tally,
    *,
    report: Callable[[int, int], None],
) -> str:
    """Write every answer of the plan, count it, and return what the counts count."""
    form = plan.form
    if not isinstance(form, VoteFormat):
        raise TypeError(f"{form.key} is not a format of votes.")
    container = form.container_of(plan.options)
    if on_postgresql() and container != "csv":
        _write_stream(project, plan, context, file, tally, report=report, as_tables=container == "parquet")
    else:
        _write_rows(project, plan, form, context, file, tally, report=report)
    return "votes"


def _write_stream(
    project: Project,
    plan: ExportPlan,
    context: Context,
    file: DataFile,
    tally: Tally,
    *,
    report: Callable[[int, int], None],
    as_tables: bool,
) -> None:
    people = {
        pk: (alias, kind)
        for pk, alias, kind in Membership.objects.filter(project=project).values_list("pk", "alias", "kind")
    }
    raters = {pk: (context.rater_name(pk, alias), kind) for pk, (alias, kind) in people.items()}
    sums, total = VoteSums(), 0
    asked: dict[str, Any] = {"raters": raters, "sums": sums}
    made, put = (vote_tables, file.write_table) if as_tables else (vote_lines, file.write_lines)
    for part, rows in made(project, plan.questions, plan.votes, **asked):
        # Counted while the database sorts. Votes without an answer to these questions are among them: close enough.
        total = total or counted_in(project, plan.votes).count()
        if rows:
            put(part, rows)
        tally.rows += rows
        report(sums.votes, total)
    tally.votes = sums.votes
    for (rater, guideline), (votes, timed, active_ms) in sums.raters.items():
        tally.guidelines[guideline] += votes
        tally.evidence.add_votes(rater, *people[rater], votes=votes, timed=timed, active_ms=active_ms)
    for model, wins in sums.winners.items():
        tally.note_model(model, "chosen", wins)


def _write_rows(
    project: Project,
    plan: ExportPlan,
    form: VoteFormat,
    context: Context,
    file: DataFile,
    tally: Tally,
    *,
    report: Callable[[int, int], None],
) -> None:
    for place, answers in answer_rows(project, plan.questions, plan.votes):
        judgment = None
        for answer in answers:
            if answer.judgment_id != judgment:  # answers of a judgment come together
                judgment = answer.judgment_id
                tally.votes += 1
                tally.guidelines[answer.guideline] += 1
                timed = answer.active_ms is not None
                tally.evidence.add_votes(
                    answer.rater_id,
                    answer.rater_alias,
                    answer.rater_kind,
                    votes=1,
                    timed=int(timed),
                    active_ms=answer.active_ms or 0,
                )
            if answer.winner_model is not None:
                tally.note_model(answer.winner_model, "chosen")
            file.write(form.row(answer, context))
            tally.rows += 1
        report(place.done, place.total)
