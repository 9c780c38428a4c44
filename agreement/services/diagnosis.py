"""Why is agreement low, and what to do: the diagnosis of a question, or of a file, as JSON-safe values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, cast

import numpy as np

from agreement.bands import guideline_versions, length_bands, periods
from agreement.datasets import QuestionRatings, SliceColumn
from agreement.rater_records import gold_records, read_hours, read_repeats
from agreement.services.diagnosis_words import Names, headline, told
from agreement.statistics.codes import Ints
from agreement.statistics.counts import TooManyCells
from agreement.statistics.diagnosis.cause import Cause
from agreement.statistics.diagnosis.diagnose import Diagnosis, diagnose
from agreement.statistics.diagnosis.noise import Repeats
from agreement.statistics.diagnosis.slices import Slicing
from agreement.statistics.krippendorff import Level
from annotator.models import Project, Question

#: Rare values of a slice name beyond these are not tested one by one.
MOST_VALUES = 50


def project_bands(project: Project, *, include_models: bool, until: int) -> list[SliceColumn]:
    """Return the cuts that are the same for all questions: length bands and guideline versions."""
    return length_bands(project.pk) + guideline_versions(project.pk, include_models=include_models, until=until)


def diagnose_question(
    question: Question,
    data: QuestionRatings,
    columns: Sequence[SliceColumn],
    aliases: Mapping[int, str],
    *,
    include_models: bool,
    until: int,
    seed: int,
) -> dict[str, Any] | None:
    """Return the diagnosis of one question; ``None`` where its items are too many to count densely.

    ``columns`` are the project's slices and bands; the periods in which items were judged are added.
    """
    repeats = read_repeats(question, data, until=until)
    try:
        found = diagnose(
            data.ratings,
            level=cast(Level, question.level),
            seed=seed,
            item_of_unit=data.item_of_unit,
            slicings=[slicing_of(column, data.item_ids) for column in [*columns, *periods(data)]],
            repeats=repeats,
            hours=read_hours(question, data, include_models=include_models, until=until),
        )
    except TooManyCells:
        return None
    gold = gold_records(question.project_id)
    rater_ids = data.rater_ids.tolist()
    names = Names(
        raters=[aliases[rater_id] for rater_id in rater_ids],
        categories=data.categories,
        gold={code: gold[rater_id] for code, rater_id in enumerate(rater_ids) if rater_id in gold},
        repeats=_by_rater(repeats),
    )
    return as_dict(found, names, rater_ids)


def as_dict(found: Diagnosis, names: Names, rater_ids: Sequence[int | None]) -> dict[str, Any]:
    """Return the diagnosis with its words; ``rater_ids`` are the keys by code, None for raters of a file."""
    causes = [_with_fatigue(cause, found) for cause in found.causes]
    leading = [cause for cause in causes if cause.explained_by is None]
    return {
        "state": found.state,
        "sentence": headline(found.state, leading, target=found.target, reason=found.reason),
        "reason": found.reason,
        "target": found.target,
        "alpha": found.alpha.as_dict(),
        "self_agreement": found.own.as_dict(),
        "fatigue": None if found.fatigue is None else found.fatigue.as_dict(),
        "causes": [_cause(cause, names, rater_ids) for cause in causes],
        "design": {"half_width": found.half_width, "rows": [asdict(row) for row in found.design]},
    }


def slicing_of(column: SliceColumn, item_ids: Ints) -> Slicing:
    """The column in order of ``item_ids`` (M,), which ascend; only its commonest values are kept apart."""
    if not column.item_ids.size:
        return Slicing(column.name, [], np.full(item_ids.size, -1, dtype=np.int64))
    place = np.minimum(np.searchsorted(column.item_ids, item_ids), column.item_ids.size - 1)
    codes = np.where(column.item_ids[place] == item_ids, column.codes[place], -1)
    sizes = np.bincount(codes[codes >= 0], minlength=len(column.values))
    common = np.argsort(-sizes, kind="stable")[:MOST_VALUES]
    renamed = np.full(len(column.values) + 1, -1, dtype=np.int64)
    renamed[common] = np.arange(common.size)
    return Slicing(column.name, [column.values[code] for code in common.tolist()], renamed[codes])


def _with_fatigue(cause: Cause, found: Diagnosis) -> Cause:
    if cause.kind != "noise" or found.fatigue is None:
        return cause
    return replace(cause, evidence={**cause.evidence, "fatigue": found.fatigue.as_dict()})


def _cause(cause: Cause, names: Names, rater_ids: Sequence[int | None]) -> dict[str, Any]:
    words = told(cause, names)
    groups = [list(cause.subjects)] if cause.kind == "raters" else []
    if cause.kind == "schools":
        groups = [list(group) for group in cause.subjects]
    named = cause.kind == "slice"
    return {
        "kind": cause.kind,
        "title": words.title,
        "evidence": words.evidence,
        "action": words.action,
        "unit": cause.unit,
        "before": cause.before,
        "after": cause.after,
        "gain": cause.gain.as_dict(),
        "share_of_loss": min(1.0, max(0.0, cause.effect)),
        "z": cause.z,
        "judgments": cause.judgments,
        "explained_by": cause.explained_by,
        "raters": [[{"id": rater_ids[code], "alias": names.rater(code)} for code in group] for group in groups],
        "slice": {"name": cause.subjects[0], "value": cause.subjects[1]} if named else None,
        "categories": [names.categories[code] for code in _categories(cause)],
    }


def _categories(cause: Cause) -> tuple[int, ...]:
    return cause.subjects if cause.kind in {"categories", "prevalence"} else ()


def _by_rater(repeats: Repeats | None) -> dict[int, tuple[int, int]]:
    if repeats is None or not repeats.rater.size:
        return {}
    shown = np.bincount(repeats.rater)
    same = np.bincount(repeats.rater[repeats.first == repeats.second], minlength=shown.size)
    return {code: (int(same[code]), int(shown[code])) for code in np.flatnonzero(shown).tolist()}
