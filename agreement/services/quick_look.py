"""The group coefficients of a project's questions from counts alone: memory does not grow with the judgments."""

from typing import Any, cast

import numpy as np

from agreement import queries
from agreement.pattern_counts import count_patterns
from agreement.statistics.krippendorff import Level
from agreement.statistics.summary import group_estimates
from annotator.models import Project, Question, QuestionKind

NAMES = {
    "percent": "percent_agreement",
    "fleiss": "fleiss_kappa",
    "alpha": "krippendorff_alpha",
    "ac1": "gwet_ac1",
}


def quick_look(*, project: Project, include_models: bool, seed: int, replicates: int = 1000) -> list[dict[str, Any]]:
    """For each question that can agree its percent agreement, Fleiss' kappa, alpha and AC1 as JSON-safe values.

    Questions about each response, rankings, and questions with several choices are left to the report: their units go
    together by item, which counts can't tell.
    """
    newest, _ = queries.horizon(project.pk, include_models=include_models)
    found = []
    for question in queries.measured_questions(project.pk):
        if question.per_response or question.multiple or question.kind == QuestionKind.RANKING:
            continue
        found.append(_question(question, include_models=include_models, until=newest, seed=seed, replicates=replicates))
    return found


def _question(question: Question, *, include_models: bool, until: int, seed: int, replicates: int) -> dict[str, Any]:
    patterns, scale = count_patterns(question, include_models=include_models, until=until)
    level = cast(Level, question.level)
    numeric = level in {"interval", "ratio"}
    values = np.asarray(scale if numeric else range(len(scale)), dtype=np.float64)
    estimates = group_estimates(patterns, values, level, rng=np.random.default_rng(seed), replicates=replicates)
    return {
        "question": question.key,
        "level": level,
        "n_patterns": int(patterns.items.size),
        **{name: estimates[short].as_dict() for short, name in NAMES.items()},
    }
