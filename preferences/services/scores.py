"""The scores report: how high each model scores on each scale, raw and with the raters' severity removed."""

from collections.abc import Iterator, Mapping
from typing import Any

from agreement.services.computations import Computation, Inputs, NumberRow, check_flag, check_keys
from annotator.errors import InvalidInput
from annotator.models import Project, Question, QuestionKind
from annotator.said import say
from preferences.datasets.columns import RaterName, raters_of
from preferences.datasets.scores import load_scores
from preferences.queries import VoteFilter
from preferences.statistics.ratings import RatedModel, RaterScale, rate_models

NO_SCALE = (
    "No question of this project is a scale. Ask a likert question to learn how good responses are by themselves."
)


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The full plan: question (None: every scale), include_models."""
    check_keys(wanted, "question", "include_models")
    key = wanted.get("question")
    known = [question.key for question in _scales(project)]
    if key is not None and key not in known:
        message = say(
            "There is no scale {key!r}; scales are {known}.", key=str(key)[:50], known=", ".join(known) or say("none")
        )
        raise InvalidInput("The plan can't be followed.", fields={"plan.question": [message]})
    return {"question": key, "include_models": check_flag(wanted, "include_models", default=False)}


def run(inputs: Inputs) -> dict[str, Any]:
    """Return the ScoresResult: one entry per scale, in the order of the questions."""
    scales = [one for one in _scales(inputs.project) if inputs.plan["question"] in (None, one.key)]
    votes = VoteFilter(include_models=inputs.plan["include_models"], until=inputs.until)
    found = []
    for number, question in enumerate(scales):
        inputs.progress(number, len(scales), stage=f"Rating {question.title or question.key}")
        found.append(_scale(inputs.project, question, votes))
    return {"reason": None if scales else NO_SCALE, "questions": found}


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Every number of the result."""
    for scale in result["questions"]:
        for model in scale["models"]:
            for name in ("raw", "adjusted"):
                yield NumberRow(scale["question"], f"{name} mean", "model", model["model"], model[name])
        for rater in scale["raters"]:
            yield NumberRow(scale["question"], "severity", "rater", rater["rater"]["alias"], rater["severity"])


COMPUTATION = Computation(freeze=freeze, run=run, rows=rows)


def _scales(project: Project) -> list[Question]:
    return list(project.questions.filter(kind=QuestionKind.LIKERT).order_by("position"))


def _scale(project: Project, question: Question, votes: VoteFilter) -> dict[str, Any]:
    scores = load_scores(project, question, votes)
    steps = range(question.scale_min, question.scale_max + 1)
    rated = rate_models(scores.score, scores.model, scores.rater, scores.item, scale=steps)
    raters = {rater.id: rater for rater in raters_of([scale.rater for scale in rated.raters])}
    notes = []
    if scores.nameless:
        notes.append(f"{scores.nameless} scores are of responses without a model name, or of whole items; left out.")
    return {
        "question": question.key,
        "title": question.title or question.key,
        "scale": list(steps),
        "reason": None if rated.models else "Nobody has scored a named model yet.",
        "n": int(scores.score.size),
        "models": [_model(model, scores.models) for model in rated.models],
        "raters": [_rater(scale, raters[scale.rater]) for scale in rated.raters],
        "notes": notes,
    }


def _model(rated: RatedModel, names: list[str]) -> dict[str, Any]:
    return {
        "model": names[rated.model],
        "n": rated.n,
        "raw": rated.raw.as_dict(),
        "adjusted": rated.adjusted.as_dict(),
        "counts": list(rated.counts),
    }


def _rater(scale: RaterScale, rater: RaterName) -> dict[str, Any]:
    return {
        "rater": {"id": rater.id, "alias": rater.alias},
        "n": scale.n,
        "severity": scale.severity.as_dict(),
        "spread": scale.spread,
    }
