"""The computation of kind ``agreement``: can these judgments be trusted, question by question."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from agreement import queries
from agreement.datasets import QuestionRatings, read_question, read_slices
from agreement.models import Report
from agreement.services.computations import (
    Computation,
    Inputs,
    NumberRow,
    check_flag,
    check_keys,
    check_replicates,
)
from agreement.services.diagnosis import diagnose_question, project_bands
from agreement.services.question_agreement import QuestionMeasure
from annotator.errors import InvalidInput
from annotator.models import Project, Question

#: What is done for each question, in this order; each is a stage of the progress.
STEPS = 5


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the full plan: question keys, whether model judges and slices are in, and how often to resample."""
    check_keys(wanted, "question", "include_models", "slices", "replicates")
    keys = [question.key for question in queries.measured_questions(project.pk)]
    if (key := wanted.get("question")) is not None:
        if key not in keys:
            message = f"Must be one of: {', '.join(keys) or 'none, the project asks for free text only'}."
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
        progress(done + 4, total, stage=f"Looking for what pulls agreement down on “{question.title}”")
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


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Yield every Estimate of the result."""
    for part in result["questions"]:
        key = part["question"]
        for name in ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
            if name not in part:
                continue  # a report made before AC1 was computed
            yield NumberRow(key, name, "all", "", part[name])
        yield from _diagnosis_rows(key, part.get("diagnosis"))
        for pair in part["cohen"]:
            subject = f"{pair['rater_a']['alias']} & {pair['rater_b']['alias']}"
            yield NumberRow(key, "percent_agreement", "raters", subject, pair["percent_agreement"])
            for name in ("plain", "linear", "quadratic"):
                if pair[name] is not None:
                    yield NumberRow(key, f"cohen_kappa_{name}", "raters", subject, pair[name])
        for entry in part["raters"]:
            if entry["alpha_without"] is not None:
                alias = entry["rater"]["alias"]
                yield NumberRow(key, "krippendorff_alpha", "without rater", alias, entry["alpha_without"])
        for piece in part["slices"]:
            subject = f"{piece['name']}={piece['value']}"
            yield NumberRow(key, "krippendorff_alpha", "slice", subject, piece["alpha"])
            yield NumberRow(key, "percent_agreement", "slice", subject, piece["percent_agreement"])
        for window in part["over_time"]:
            yield NumberRow(
                key, "krippendorff_alpha", "last judged", f"{window['from']} to {window['to']}", window["alpha"]
            )


def _diagnosis_rows(key: str, diagnosis: Mapping[str, Any] | None) -> Iterator[NumberRow]:
    """The predicted gains; none in a report made before there was a diagnosis."""
    for cause in (diagnosis or {}).get("causes", []):
        yield NumberRow(
            key, f"predicted_gain_{cause['unit']}", f"cause: {cause['kind']}", cause["title"], cause["gain"]
        )


def headline(report: Report | None) -> dict[str, Any]:
    """Return the number that stands for the project: alpha of its first question, or why there is none."""
    nothing = {"report_id": None, "created_at": None, "stale": False, "name": None, "estimate": None}
    if report is None:
        return {**nothing, "reason": "No agreement report has been computed yet."}
    known = {"report_id": report.pk, "created_at": report.created_at, "stale": getattr(report, "stale", False)}
    parts = (report.result or {}).get("questions", [])
    if not parts:
        reason = "The project asks for free text only: there is nothing to agree on."
        return {**nothing, **known, "reason": reason}
    estimate = parts[0]["krippendorff_alpha"]
    name = f"Krippendorff's alpha, {parts[0]['title']}"
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
    found["slices"], found["slices_left_out"] = measure.slices(columns)
    inputs.progress(done + 3, total, stage=f"Following “{question.title}” over time")
    found["over_time"] = measure.over_time()
    found["most_disputed"] = measure.most_disputed()
    return found


def _name_items(results: list[dict[str, Any]]) -> None:
    """Put ``{id, external_id}`` in place of the disputed items' primary keys, with one query for all questions."""
    names = queries.external_ids({entry["item"] for part in results for entry in part["most_disputed"]})
    for part in results:
        for entry in part["most_disputed"]:
            entry["item"] = {"id": entry["item"], "external_id": names[entry["item"]]}


AGREEMENT = Computation(freeze=freeze, run=run, rows=rows, refreshed=True)
