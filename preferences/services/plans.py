"""What an export shall hold: checked when asked for, frozen in the job, read again by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.errors import InvalidInput
from annotator.models import ItemSlice, Membership, Project, Question, QuestionKind, Role
from annotator.said import by_field, say
from preferences.formats import Format, Option, VoteFormat, format_named
from preferences.queries import NoComparingQuestion, UnknownQuestion, VoteFilter, comparing_question, levels_of


class InvalidPlan(InvalidInput):
    """The export can't be made as asked; ``fields`` says which part and why."""

    code = "invalid_plan"


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A checked plan. ``questions`` is one comparing question for pairs, and any number of questions for votes."""

    form: Format
    questions: tuple[Question, ...]
    options: Mapping[str, Any]
    votes: VoteFilter

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON, complete: reading it back gives an equal plan."""
        return {
            "format": self.form.key,
            "questions": [question.key for question in self.questions],
            "options": dict(self.options),
            "filters": {
                "slices": {name: list(values) for name, values in self.votes.slices},
                "raters": list(self.votes.raters),
                "from": _text(self.votes.submitted_from),
                "to": _text(self.votes.submitted_to),
                "include_models": self.votes.include_models,
                "guidelines": list(self.votes.guidelines),
                "include_gold": self.votes.include_gold,
            },
            "until": self.votes.until,
        }


def make_plan(
    project: Project,
    *,
    form: str,
    question: str | None,
    options: Mapping[str, Any],
    filters: Mapping[str, Any],
    until: int | None,
) -> ExportPlan:
    """Check what was asked and return the plan. Raises ``InvalidInput`` subclasses that name the field.

    ``filters`` may hold ``slices`` ({name: [values]}), ``raters`` (membership ids), ``from`` and ``to`` (datetimes),
    ``guidelines`` (versions), ``include_gold`` and ``include_models``. Options that the format doesn't have, and values
    it doesn't know, are errors.
    """
    chosen = format_named(form)
    checked = check_options(chosen, options)
    questions = _questions(project, chosen, question)
    if checked.get("margin") == "strength" and not levels_of(questions[0]):
        message = say("The question {key!r} doesn't ask for a strength.", key=questions[0].key)
        raise InvalidPlan("The margin can't be taken from strength.", fields={"margin": [message]})
    return ExportPlan(chosen, questions, checked, _filters(project, filters, until))


def read_plan(project: Project, frozen: Mapping[str, Any]) -> ExportPlan:
    """Return the plan that ``as_dict`` gave. Raises like ``make_plan`` when the project no longer has what it names."""
    chosen = format_named(frozen["format"])
    by_key = {question.key: question for question in project.questions.all()}
    gone = [key for key in frozen["questions"] if key not in by_key]
    if gone:
        raise UnknownQuestion(say("The question {gone!r} is no longer there.", gone=gone[0]))
    filters = dict(frozen["filters"])
    for name in ("from", "to"):
        filters[name] = datetime.fromisoformat(filters[name]) if filters[name] else None
    votes = _filters(project, filters, frozen["until"])
    return ExportPlan(chosen, tuple(by_key[key] for key in frozen["questions"]), dict(frozen["options"]), votes)


def _questions(project: Project, form: Format, key: str | None) -> tuple[Question, ...]:
    if not isinstance(form, VoteFormat):
        return (comparing_question(project, key),)
    answerable = list(project.questions.exclude(kind=QuestionKind.TEXT).order_by("position"))
    if key is None:
        if not answerable:
            raise NoComparingQuestion("This project asks nothing but free text; there are no votes to export.")
        return tuple(answerable)
    found = [question for question in answerable if question.key == key]
    if not found:
        known = ", ".join(question.key for question in answerable) or "none"
        raise UnknownQuestion(
            say("There is no question {key!r} to export.", key=key),
            fields={"question": [say("One of: {known}.", known=known)]},
        )
    return tuple(found)


def check_options(form: Format, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return all options of ``form``, those not wanted as they are by default. Raises ``InvalidPlan`` naming each."""
    known = {option.key: option for option in form.options}
    problems: dict[str, list[str]] = {
        key: [
            say(
                "The format {key} has no such option; it has {known}.",
                key=form.key,
                known=", ".join(known) or say("none"),
            )
        ]
        for key in wanted
        if key not in known
    }
    values = form.defaults()
    for key, value in wanted.items():
        if key in known:
            values[key] = value
            problems |= _problem(known[key], value)
    if not problems and values.get("validation", 0) + values.get("test", 0) > 1:
        problems["test"] = [say("Validation and test together can't be more than everything (1).")]
    if problems:
        raise InvalidPlan(by_field(dict(list(problems.items())[:1])), fields=problems)
    return values


def _problem(option: Option, value: Any) -> dict[str, list[str]]:
    if option.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return {} if number and 0 <= value <= 1 else {option.key: [say("Must be a number from 0 to 1.")]}
    names = [name for name, _ in option.choices]
    return (
        {}
        if value in names
        else {option.key: [say("{value!r} is not one of: {listed}.", value=value, listed=", ".join(names))]}
    )


def _filters(project: Project, filters: Mapping[str, Any], until: int | None) -> VoteFilter:
    slices = {name: list(values) for name, values in (filters.get("slices") or {}).items()}
    raters = sorted(set(filters.get("raters") or []))
    guidelines = sorted(set(filters.get("guidelines") or []))
    begin, end = filters.get("from"), filters.get("to")
    problems = _slice_problems(project, slices)
    if raters:
        rows = Membership.objects.filter(project=project, role=Role.RATER, pk__in=raters)
        unknown = sorted(set(raters) - set(rows.values_list("pk", flat=True)))
        if unknown:
            problems["filters.raters"] = [
                say("Not raters of this project: {listed}.", listed=", ".join(map(str, unknown)))
            ]
    if guidelines:
        unknown = sorted(set(guidelines) - set(project.guidelines.values_list("version", flat=True)))
        if unknown:
            problems["filters.guidelines"] = [
                say("There is no such version: {listed}.", listed=", ".join(map(str, unknown)))
            ]
    if begin is not None and end is not None and begin >= end:
        problems["filters.from"] = [
            say("Must be before the end ({begin} is not before {end}).", begin=_text(begin), end=_text(end))
        ]
    if problems:
        raise InvalidPlan(by_field(dict(list(problems.items())[:1])), fields=problems)
    return VoteFilter(
        slices=tuple((name, tuple(sorted(set(values)))) for name, values in sorted(slices.items())),
        raters=tuple(raters),
        submitted_from=begin,
        submitted_to=end,
        include_models=bool(filters.get("include_models")),
        until=until,
        guidelines=tuple(guidelines),
        include_gold=bool(filters.get("include_gold")),
    )


def _slice_problems(project: Project, slices: Mapping[str, list[str]]) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    for name, values in slices.items():
        path = f"filters.slices.{name}"
        rows = ItemSlice.objects.filter(project=project, name=name)
        if not values:
            problems[path] = [say("Name at least one value, or leave the slice out.")]
        elif not rows.exists():
            names = ItemSlice.objects.filter(project=project).order_by("name").values_list("name", flat=True).distinct()
            known = ", ".join(names[:20]) or say("none")
            problems[path] = [say("No item has a slice {name!r}; there are: {known}.", name=name, known=known)]
        else:
            missing = sorted(
                set(values) - set(rows.filter(value__in=values).values_list("value", flat=True).distinct())
            )
            if missing:
                problems[path] = [say("No item has {name} = {missing!r}.", name=name, missing=missing[0])]
    return problems


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
