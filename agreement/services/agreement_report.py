"""The computation of kind ``agreement``: can these judgments be trusted, question by question."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from agreement import queries
from agreement.datasets import QuestionRatings, read_question, read_slices
from agreement.models import Report
from agreement.services.agreement_parts import OVERVIEW, parts
from agreement.services.agreement_rows import rows
from agreement.services.computations import (
    Computation,
    Inputs,
    check_flag,
    check_keys,
    check_replicates,
)
from agreement.services.diagnosis import diagnose_question, project_bands
from agreement.services.question_agreement import QuestionMeasure
from agreement.services.question_confusion import confusion_of
from agreement.services.report_parts import part_of
from agreement.statistics.estimate import Estimate
from annotator.errors import InvalidInput
from annotator.models import Project, Question
from annotator.said import say

#: What is done for each question, in this order; each is a stage of the progress.
STEPS = 6


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the full plan: question keys, whether model judges and slices are in, and how often to resample."""
    check_keys(wanted, "question", "include_models", "slices", "replicates")
    keys = [question.key for question in queries.measured_questions(project.pk)]
    if (key := wanted.get("question")) is not None:
        if key not in keys:
            message = say(
                "Must be one of: {known}.", known=", ".join(keys) or say("none, the project asks for free text only")
            )
            raise InvalidInput("The plan can't be followed.", fields={"plan.question": [message]})
        keys = [key]
    return {
        "questions": keys,
        "include_models": check_flag(wanted, "include_models", default=False),
        "slices": check_flag(wanted, "slices", default=True),
        "replicates": check_replicates(wanted),
    }


def run(inputs: Inputs) -> dict[str, Any]:
    """Return the result: ``{questions, overall, computed_at}``, as ``agreement.api`` describes it."""
    plan, progress = inputs.plan, inputs.progress
    questions = [
        question for question in queries.measured_questions(inputs.project.pk) if question.key in plan["questions"]
    ]
    total = len(questions) * STEPS
    progress(0, total, stage="Reading the judgments")
    aliases = queries.rater_aliases(inputs.project.pk)
    columns = read_slices(inputs.project.pk) if plan["slices"] else []
    bands = project_bands(inputs.project, include_models=plan["include_models"], until=inputs.until)
    results = []
    items: set[int] = set()
    raters: set[int] = set()
    for index, question in enumerate(questions):
        done = index * STEPS
        progress(done, total, stage=f"Reading the answers to “{question.title}”")
        data = read_question(question, include_models=plan["include_models"], until=inputs.until)
        items.update(data.item_ids.tolist())
        raters.update(data.rater_ids.tolist())
        found = _measure(question, data, columns, aliases, inputs, done=done, total=total)
        progress(done + 5, total, stage=f"Looking for what pulls agreement down on “{question.title}”")
        found["diagnosis"] = diagnose_question(
            question,
            data,
            [*columns, *bands],
            aliases,
            include_models=plan["include_models"],
            until=inputs.until,
            seed=inputs.seed,
        )
        results.append(found)
    _name_items(results)
    n_judgments = queries.n_counted(inputs.project.pk, include_models=plan["include_models"], until=inputs.until)
    return {
        "questions": results,
        "overall": {"n_items": len(items), "n_judgments": n_judgments, "n_raters": len(raters)},
        "computed_at": timezone.now().isoformat(),
    }


def headline(report: Report | None) -> dict[str, Any]:
    """Return the number that stands for the project: alpha of its first question, or why there is none.

    The report's result is not read, only its overview.
    """
    nothing = {"report_id": None, "created_at": None, "stale": False, "name": None, "estimate": None}
    if report is None:
        return {**nothing, "reason": say("No agreement report has been computed yet.")}
    known = {"report_id": report.pk, "created_at": report.created_at, "stale": getattr(report, "stale", False)}
    questions = part_of(report.pk, question="", name=OVERVIEW)["questions"]
    if not questions:
        reason = say("The project asks for free text only: there is nothing to agree on.")
        return {**nothing, **known, "reason": reason}
    estimate = questions[0]["krippendorff_alpha"]
    name = say("Krippendorff's alpha, {title}", title=questions[0]["title"])
    return {**known, "name": name, "estimate": estimate, "reason": estimate["reason"]}


def _measure(
    question: Question,
    data: QuestionRatings,
    columns: list[Any],
    aliases: Mapping[int, str],
    inputs: Inputs,
    *,
    done: int,
    total: int,
) -> dict[str, Any]:
    plan = inputs.plan
    inputs.progress(done + 1, total, stage=f"Comparing the raters on “{question.title}”")
    measure = QuestionMeasure(question, data, inputs.seed, plan["replicates"], aliases)
    found = measure.group()
    inputs.progress(done + 2, total, stage=f"Measuring the slices of “{question.title}”")
    whole = Estimate(**found["krippendorff_alpha"])
    found["slices"], found["slices_left_out"] = measure.slices(columns, whole=whole)
    inputs.progress(
        done + 3, total, stage=f"Looking for categories of “{question.title}” that are taken for one another"
    )
    found["confusion"] = confusion_of(data, measure.counts, aliases, replicates=plan["replicates"], seed=inputs.seed)
    inputs.progress(done + 4, total, stage=f"Following “{question.title}” over time")
    found["over_time"] = measure.over_time()
    found["most_disputed"] = measure.most_disputed()
    return found


def _name_items(results: list[dict[str, Any]]) -> None:
    """Put ``{id, external_id}`` in place of the disputed items' primary keys, with one query for all questions."""
    names = queries.external_ids({entry["item"] for part in results for entry in part["most_disputed"]})
    for part in results:
        for entry in part["most_disputed"]:
            entry["item"] = {"id": entry["item"], "external_id": names[entry["item"]]}


AGREEMENT = Computation(freeze=freeze, run=run, rows=rows, refreshed=True, parts=parts)
