"""What pairs are made of: the answers on some items with the items themselves, read chunk by chunk."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, FloatField
from django.db.models.functions import Coalesce

from annotator.models import Item, ItemSlice, Project, Question, Response
from preferences.queries import VoteFilter, answers_to, counted_judgments


class Side(NamedTuple):
    """One response of a pair; ``position`` is its place in the imported order."""

    position: int
    model: str
    text: str
    chars: int
    words: int


class ItemAnswer(NamedTuple):
    """One answer row with what is needed of its judgment. ``place`` is a rank, or minus a score: lower is better."""

    judgment_id: int
    rater_id: int
    outcome: Any
    strength: int | None
    place: float | None
    response_id: int | None
    first_shown: int | None
    guideline: int | None
    rater_alias: str
    rater_kind: str
    active_ms: int | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some items with votes. ``done`` items of the filter are behind us with it, ascending by id.

    ``answers`` are by item, in the order of judgments; ``items`` are (id, external id, prompt, messages, prompt hash);
    ``sides`` are the responses with their ids, in the imported order.
    """

    done: int
    answers: dict[int, list[ItemAnswer]]
    items: list[tuple[int, str, str, Any, str]]
    sides: dict[int, list[tuple[int, Side]]]
    slices: dict[int, dict[str, str]]


def chunks_of_items(
    project: Project, question: Question, votes: VoteFilter, ids: "array[int]", *, chunk: int, details: bool
) -> Iterator[Chunk]:
    """Yield ``chunk`` items at once: four queries each, and nothing of a chunk outlives it."""
    for start in range(0, len(ids), chunk):
        part = ids[start : start + chunk].tolist()
        answers = _answers(project, question, votes, part, details=details)
        items = Item.objects.filter(pk__in=list(answers)).order_by("pk")
        yield Chunk(
            start + len(part),
            answers,
            list(items.values_list("pk", "external_id", "prompt", "messages", "prompt_hash")),
            _sides([item for item in part if item in answers]),
            _slices(list(answers)) if details else {},
        )


def _answers(
    project: Project, question: Question, votes: VoteFilter, items: list[int], *, details: bool
) -> dict[int, list[ItemAnswer]]:
    columns = ("rater_id", "first_shown", "guideline__version", "rater__alias", "rater__kind", "active_ms")
    judgments: dict[int, tuple[int, list[Any]]] = {
        pk: (item, about)
        for pk, item, *about in counted_judgments(project, votes, items=items)
        .order_by("pk")
        .values_list("pk", "item_id", *columns, *(["submitted_at"] if details else []))
    }
    unknown = [] if details else [None]
    found: dict[int, list[ItemAnswer]] = defaultdict(list)
    for part in answers_to([question], list(judgments)):
        rows = part.order_by("judgment_id", "pk").values_list(
            "judgment_id",
            "outcome",
            "strength",
            Coalesce("rank", -F("score"), output_field=FloatField()),
            "response_id",
        )
        for judgment, outcome, strength, place, response in rows:
            item, (rater, *about) = judgments[judgment]
            found[item].append(ItemAnswer(judgment, rater, outcome, strength, place, response, *about, *unknown))
    return found


def _sides(items: list[int]) -> dict[int, list[tuple[int, Side]]]:
    rows = Response.objects.filter(item__in=items).order_by("item_id", "position")
    found: dict[int, list[tuple[int, Side]]] = defaultdict(list)
    columns = rows.values_list("item_id", "pk", "position", "model", "text", "chars", "words")
    for item, pk, position, model, text, chars, words in columns:
        found[item].append((pk, Side(position, model, text, chars, words)))
    return found


def _slices(items: Sequence[int]) -> dict[int, dict[str, str]]:
    """The slices of each item by name."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for item, name, value in ItemSlice.objects.filter(item__in=items).values_list("item_id", "name", "value"):
        found[item][name] = value
    return found
