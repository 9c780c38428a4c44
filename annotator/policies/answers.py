"""What counts as a complete and possible set of answers, and the way from what was shown to the item's own order.

A rater speaks in display terms: outcome ``a`` is the response shown first, ``B`` labels the one shown second. Stored
answers speak of response positions, so that no analysis needs to know who saw what where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.policies.sides import label
from annotator.said import by_field, say, word

MAX_TEXT = 20_000
OUTCOMES = ("a", "b", "tie", "both_bad")
_VALUE_FIELDS = {
    "preference": ("outcome", "strength"),
    "likert": ("score",),
    "ranking": ("rank",),
    "choice": ("choice", "choices"),
    "text": ("text",),
}
_ALL_FIELDS = {"question", "response", *(name for names in _VALUE_FIELDS.values() for name in names)}


@dataclass(frozen=True)
class QuestionSpec:
    """What the rules of one question are."""

    key: str
    kind: str
    required: bool = True
    per_response: bool = False
    allow_tie: bool = True
    allow_both_bad: bool = True
    strength_levels: int = 0
    scale_min: int = 1
    scale_max: int = 5
    choices: tuple[str, ...] = ()
    multiple: bool = False

    def asked_per_response(self) -> bool:
        return self.kind == "ranking" or (self.per_response and self.kind in ("likert", "choice"))

    def applies_to(self, n_responses: int) -> bool:
        """A preference needs a pair and a ranking at least two; other questions fit any item."""
        return {"preference": n_responses == 2, "ranking": n_responses >= 2}.get(self.kind, True)


@dataclass(frozen=True)
class CanonicalAnswer:
    """One stored answer: ``position`` is a response position, ``outcome`` in the item's own order."""

    question: str
    position: int | None = None
    outcome: str | None = None
    strength: int | None = None
    score: float | None = None
    rank: int | None = None
    choice: str | None = None
    text: str | None = None


class AnswersRefused(Exception):
    """The answers break the questions' rules.

    ``fields`` maps paths such as ``answers.0.score`` to what is wrong there.
    """

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(by_field(fields))
        self.fields = fields


@dataclass
class _Reading:
    questions: Mapping[str, QuestionSpec]
    shown: Sequence[int]
    problems: dict[str, list[str]] = field(default_factory=dict)
    given: list[CanonicalAnswer] = field(default_factory=list)
    seen: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def refuse(self, path: str, message: str) -> None:
        self.problems.setdefault(path, []).append(message)


def canonical_answers(
    raw: Any, *, questions: Sequence[QuestionSpec], display_order: Sequence[int]
) -> list[CanonicalAnswer]:
    """Return the answers in the item's own order, by question and position.

    ``raw`` is the submitted list of objects in display terms; ``display_order`` holds response positions as they were
    shown. Raises ``AnswersRefused`` naming every problem found, not only the first.
    """
    reading = _Reading({question.key: question for question in questions}, display_order)
    if not isinstance(raw, list):
        raise AnswersRefused({"answers": ["A list of answers is expected."]})
    for index, answer in enumerate(raw):
        _read_one(reading, answer, f"answers.{index}", index)
    if not reading.problems:
        for question in questions:
            _check_complete(reading, question)
    if reading.problems:
        raise AnswersRefused(reading.problems)
    order = {question.key: place for place, question in enumerate(questions)}
    return sorted(
        reading.given, key=lambda a: (order[a.question], -1 if a.position is None else a.position, a.choice or "")
    )


def display_outcome(outcome: str, display_order: Sequence[int]) -> str:
    """Return a stored outcome in display terms, or the other way round: the swap is its own inverse."""
    if outcome in ("a", "b") and list(display_order) == [1, 0]:
        return "b" if outcome == "a" else "a"
    return outcome


def _read_one(reading: _Reading, answer: Any, path: str, index: int) -> None:
    if not isinstance(answer, dict):
        reading.refuse(path, "An object with a question and its answer is expected.")
        return
    question = reading.questions.get(answer["question"]) if isinstance(answer.get("question"), str) else None
    if question is None:
        known = ", ".join(reading.questions)
        reading.refuse(f"{path}.question", say("There is no such question. This project asks: {known}.", known=known))
        return
    values = {name: value for name, value in answer.items() if value is not None and name != "question"}
    allowed = {*_VALUE_FIELDS[question.kind], *(["response"] if question.asked_per_response() else [])}
    extra = [name for name in values if name not in allowed]
    for name in extra:
        known_elsewhere = name in _ALL_FIELDS
        reading.refuse(
            f"{path}.{name}",
            say("The question “{key}” ({kind}) takes no {name}.", key=question.key, kind=word(question.kind), name=name)
            if known_elsewhere
            else "Unknown field.",
        )
    if not question.applies_to(len(reading.shown)):
        reading.refuse(
            f"{path}.question",
            say("A {kind} can't be given on {n} response(s).", kind=word(question.kind), n=len(reading.shown)),
        )
        return
    position = _position(reading, question, values.get("response"), path)
    if extra or (position is None and question.asked_per_response()):
        return
    earlier = reading.seen.setdefault((question.key, position), index)
    if earlier != index:
        reading.refuse(path, say("This was already answered by answers.{earlier}.", earlier=earlier))
        return
    _READERS[question.kind](reading, question, values, position, path)


def _position(reading: _Reading, question: QuestionSpec, given: Any, path: str) -> int | None:
    if not question.asked_per_response():
        return None
    labels = [label(place) for place in range(len(reading.shown))]
    if given not in labels:
        reading.refuse(
            f"{path}.response",
            say("One of {listed} is expected: this is asked of each response.", listed=", ".join(labels)),
        )
        return None
    return reading.shown[labels.index(given)]


def _whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _preference(reading: _Reading, question: QuestionSpec, values: dict[str, Any], _: int | None, path: str) -> None:
    outcome, strength = values.get("outcome"), values.get("strength")
    possible = [
        o for o in OUTCOMES if (o != "tie" or question.allow_tie) and (o != "both_bad" or question.allow_both_bad)
    ]
    if not isinstance(outcome, str) or outcome not in possible:
        reading.refuse(f"{path}.outcome", say("One of {listed} is expected.", listed=", ".join(possible)))
        return
    if strength is not None:
        if not question.strength_levels:
            reading.refuse(f"{path}.strength", "This question asks for no strength.")
            return
        if not _whole_number(strength) or not 1 <= strength <= question.strength_levels:
            reading.refuse(
                f"{path}.strength",
                say(
                    "A whole number from 1 to {strength_levels} is expected.", strength_levels=question.strength_levels
                ),
            )
            return
        if outcome not in ("a", "b"):
            reading.refuse(f"{path}.strength", "Only a winner can be better by some strength; leave it out here.")
            return
    stored = display_outcome(outcome, reading.shown)
    reading.given.append(CanonicalAnswer(question.key, outcome=stored, strength=strength))


def _likert(reading: _Reading, question: QuestionSpec, values: dict[str, Any], position: int | None, path: str) -> None:
    score = values.get("score")
    whole = _whole_number(score) or (isinstance(score, float) and score.is_integer())
    if not whole or not question.scale_min <= score <= question.scale_max:  # type: ignore[operator]
        reading.refuse(
            f"{path}.score",
            say(
                "A whole number from {scale_min} to {scale_max} is expected.",
                scale_min=question.scale_min,
                scale_max=question.scale_max,
            ),
        )
        return
    reading.given.append(CanonicalAnswer(question.key, position, score=float(score)))  # type: ignore[arg-type]


def _ranking(
    reading: _Reading, question: QuestionSpec, values: dict[str, Any], position: int | None, path: str
) -> None:
    rank = values.get("rank")
    if not _whole_number(rank) or not 1 <= rank <= len(reading.shown):  # type: ignore[operator]
        reading.refuse(f"{path}.rank", say("A whole number from 1 (best) to {n} is expected.", n=len(reading.shown)))
        return
    reading.given.append(CanonicalAnswer(question.key, position, rank=rank))


def _choice(reading: _Reading, question: QuestionSpec, values: dict[str, Any], position: int | None, path: str) -> None:
    name = "choices" if "choices" in values else "choice"
    if name == "choices" and (not question.multiple or "choice" in values):
        reading.refuse(
            f"{path}.choices", "Give one choice." if not question.multiple else "Give choice or choices, not both."
        )
        return
    taken = values.get(name)
    taken = taken if name == "choices" else [taken]
    if not isinstance(taken, list) or not taken:
        reading.refuse(f"{path}.{name}", "A list with at least one choice is expected.")
        return
    if not all(isinstance(value, str) and value in question.choices for value in taken):
        reading.refuse(f"{path}.{name}", say("Only these can be chosen: {listed}.", listed=", ".join(question.choices)))
        return
    if len(set(taken)) < len(taken):
        reading.refuse(f"{path}.{name}", "A choice is named twice.")
        return
    reading.given.extend(CanonicalAnswer(question.key, position, choice=value) for value in taken)


def _text(reading: _Reading, question: QuestionSpec, values: dict[str, Any], _: int | None, path: str) -> None:
    text = values.get("text", "")
    if not isinstance(text, str):
        reading.refuse(f"{path}.text", "Text is expected.")
    elif len(text) > MAX_TEXT:
        reading.refuse(
            f"{path}.text",
            say("At most {max_text} characters are kept; these are {n}.", max_text=MAX_TEXT, n=len(text)),
        )
    elif text.strip():  # an empty box is no answer
        reading.given.append(CanonicalAnswer(question.key, text=text))


_READERS = {"preference": _preference, "likert": _likert, "ranking": _ranking, "choice": _choice, "text": _text}


def _check_complete(reading: _Reading, question: QuestionSpec) -> None:
    """Refuse a required question left open, one answered for some responses only, and a ranking with gaps."""
    if not question.applies_to(len(reading.shown)):
        return
    answers = [answer for answer in reading.given if answer.question == question.key]
    if not answers:
        if question.required:
            reading.refuse("answers", say("The question “{key}” needs an answer.", key=question.key))
        return
    if question.asked_per_response():
        answered = {answer.position for answer in answers}
        missing = [label(place) for place, position in enumerate(reading.shown) if position not in answered]
        if missing:
            reading.refuse(
                "answers",
                say("The question “{key}” has no answer for {listed}.", key=question.key, listed=", ".join(missing)),
            )
            return
    ranks = {answer.rank for answer in answers}
    if question.kind == "ranking" and ranks != set(range(1, len(ranks) + 1)):
        shown = ", ".join(str(rank) for rank in sorted(rank for rank in ranks if rank))
        reading.refuse(
            "answers",
            say(
                "Ranks of “{key}” start at 1 without gaps, ties allowed; given: {shown}.", key=question.key, shown=shown
            ),
        )
