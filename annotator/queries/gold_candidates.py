"""Judged items on which everybody agrees: they can become gold without anybody writing an answer."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from annotator.models import Answer, Item, ItemPurpose, Judgment, Project, QuestionKind
from annotator.queries.counted import COUNTED, COUNTED_FIELDS
from annotator.queries.items import item_rows

MIN_JUDGMENTS = 2
LOOKED_AT = 400
"""Items looked at for candidates; the latest."""

_COUNTED = Q(judgment__quarantined_at=None) & Q(
    **{f"judgment__{name}": value for name, value in COUNTED_FIELDS.items() if value is not None}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item, what everybody said of it (as in an import row), and how many that were."""

    item: Item
    gold: dict[str, Any]
    n_judgments: int


def candidates(project: Project, *, limit: int = 50) -> list[Candidate]:
    """Return the latest work items on which at least two raters all agree, most judgments first."""
    judged = Judgment.objects.filter(COUNTED, project=project, item__purpose=ItemPurpose.WORK, item__retired_at=None)
    several = judged.order_by().values("item_id").annotate(n=Count("pk")).filter(n__gte=MIN_JUDGMENTS)
    ids = [row["item_id"] for row in several.order_by("-item_id")[:LOOKED_AT]]
    found = list(item_rows(project).filter(pk__in=ids))
    said = _said([item.pk for item in found])
    rows = [
        Candidate(item, said[item.pk], item.n_judgments)  # type: ignore[attr-defined]  # annotated by item_rows
        for item in found
        if item.pk in said
    ]
    return sorted(rows, key=lambda row: (-row.n_judgments, -row.item.pk))[:limit]


def consensus_of(item: Item) -> dict[str, Any] | None:
    """Return ``{"gold": …}`` with what all raters of ``item`` said, or ``None`` where they differ or are too few."""
    n = Judgment.objects.filter(COUNTED, item=item).count()
    gold = _said([item.pk]).get(item.pk)
    return None if gold is None or n < MIN_JUDGMENTS else {"gold": gold}


def _said(item_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return by item the answers that all its counted judgments share.

    Questions that divide raters are left out, as are free texts; an item whose preference divides them is left out as
    a whole.
    """
    rows = Answer.objects.filter(_COUNTED, judgment__item__in=item_ids)
    rows = rows.exclude(question__kind=QuestionKind.TEXT).select_related("question", "response", "judgment")
    # item → question → judgment → the whole answer to it
    given: dict[int, dict[str, dict[int, set[tuple[int | None, Any]]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    kinds: dict[str, str] = {}
    judges: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        key = row.question.key
        kinds[key] = row.question.kind
        position = None if row.response is None else row.response.position
        value = next(v for v in (row.outcome, row.score, row.rank, row.choice) if v is not None)
        given[row.judgment.item_id][key][row.judgment_id].add((position, value))
        judges[row.judgment.item_id].add(row.judgment_id)
    found: dict[int, dict[str, Any]] = {}
    for item, questions in given.items():
        gold: dict[str, Any] = {}
        divided = False
        for key, by_judgment in questions.items():
            sets = {frozenset(answers) for answers in by_judgment.values()}
            if len(sets) == 1 and len(by_judgment) == len(judges[item]):
                gold[key] = _as_row(next(iter(sets)))
            elif kinds[key] == QuestionKind.PREFERENCE:
                divided = True
        if gold and not divided:
            found[item] = gold
    return found


def _as_row(answers: frozenset[tuple[int | None, Any]]) -> Any:
    """Return an answer as an import row writes it: a value, a list of choices, or an object by response position."""
    by_position: dict[int | None, list[Any]] = defaultdict(list)
    for position, value in answers:
        by_position[position].append(value)
    plain = {position: sorted(v) if len(v) > 1 else v[0] for position, v in by_position.items()}
    if None in plain:
        return plain[None]
    return {str(position): value for position, value in sorted(plain.items(), key=lambda pair: pair[0] or 0)}
