"""Dynamic overlap at work: when the last wanted slot of an item is answered, one more opens or the item is settled.

The decision is that of ``annotator.policies.overlap``; here the answers are read and the slot is opened. Settled is no
column: it is an item without a slot that is open or held.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigIntegerField, F

from annotator.models import (
    Answer,
    Assignment,
    Item,
    ItemPurpose,
    Judgment,
    OverlapMode,
    Project,
    Purpose,
    Question,
    QuestionKind,
    RaterKind,
    Response,
    Slot,
    SlotState,
)
from annotator.models.statements import Given, Prepared
from annotator.policies.overlap import accuracy, certainty, orderings, wants_another
from annotator.queries.counted import COUNTED_FIELDS
from annotator.queries.work import questions_of

PORTION = 500
"""Items looked at in one transaction of a sweep."""

PORTIONS = 40
"""Portions in one sweep, so that a worker has its hands free again soon; the next sweep goes on."""

CLOSED_KINDS = (QuestionKind.PREFERENCE, QuestionKind.LIKERT, QuestionKind.CHOICE, QuestionKind.RANKING)

_ITEM = Prepared(
    lambda: Item.objects.select_for_update(no_key=True).filter(pk=Given("item", BigIntegerField())).only("pk")
)
_SLOTS = Prepared(lambda: Slot.objects.filter(item=Given("item", BigIntegerField())).order_by("index"))


@dataclass
class _Slots:
    """What stands of an item's slots."""

    waiting: int = 0
    answered: int = 0
    closed: Slot | None = None
    last: Slot | None = None


def hold_item(assignment: Assignment) -> None:
    """Lock the item of an assignment whose project has dynamic overlap, before any of its slots is touched.

    Of two raters who answer the last two slots at once one then waits, and sees the other's answer. Asks nothing in
    other projects.
    """
    if _is_dynamic(assignment.rater.project, assignment.purpose):
        _ITEM.first(item=assignment.item_id)


def follow(judgment: Judgment) -> None:
    """Open one more slot of the judgment's item if its slots are all answered and the answers leave doubt."""
    if _is_dynamic(judgment.project, judgment.purpose) and not judgment.surplus:
        standing = _standing(_SLOTS.rows(item=judgment.item_id))
        if _ready(judgment.project, standing):  # else somebody is still waited for
            _decide(judgment.project, standing, questions_of(judgment.project))


def consider(*, project: Project, items: Sequence[int], questions: Sequence[Question]) -> int:
    """Open one more slot for those of ``items`` that are in doubt and wait for nobody. Returns how many.

    The caller's transaction holds the lock on the items.
    """
    standing = _standing(Slot.objects.filter(item_id__in=items).order_by("item_id", "index"))
    return _decide(project, standing, questions)


def _ready(project: Project, standing: Mapping[int, _Slots]) -> list[int]:
    """Return the items whose wanted slots are all answered, and that have room for more."""
    return [item for item, found in standing.items() if not found.waiting and 0 < found.answered < project.overlap]


def _decide(project: Project, standing: Mapping[int, _Slots], questions: Sequence[Question]) -> int:
    question = next((found for found in questions if found.kind in CLOSED_KINDS), None)
    ready = _ready(project, standing)
    if question is None or not ready:
        return 0
    certain = _certainties(question, ready)
    opened = 0
    for item in ready:
        found = standing[item]
        if wants_another(
            certain=certain.get(item, 0.0),
            confidence=project.overlap_confidence,
            answered=found.answered,
            most=project.overlap,
        ):
            _open_one(found)
            opened += 1
    return opened


def look_again(*, project: Project) -> None:
    """Have the sweep look at all items again: what is settled depends on policies that have just changed."""
    Project.objects.filter(pk=project.pk, overlap_mode=OverlapMode.DYNAMIC).update(settle_after=0)


def sweep() -> int:
    """Go on with the projects whose items are to be looked at again. Returns how many items were looked at.

    Where the sweep stands is a column, written with each portion: killed, it goes on there.
    """
    looked = 0
    waiting = Project.objects.filter(settle_after__isnull=False).values_list("pk", flat=True)
    for project in list(waiting):
        for _ in range(PORTIONS):
            portion = _sweep_portion(project)
            looked += portion
            if portion < PORTION:
                break
    return looked


@transaction.atomic
def _sweep_portion(project_id: int) -> int:
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    if project.settle_after is None:
        return 0
    rows = Item.objects.filter(project=project, purpose=ItemPurpose.WORK, pk__gt=project.settle_after)
    ids = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)[:PORTION])
    if project.overlap_mode == OverlapMode.DYNAMIC and ids:
        live = Item.objects.filter(pk__in=ids, retired_at__isnull=True).values_list("pk", flat=True)
        consider(project=project, items=list(live), questions=questions_of(project))
    done = len(ids) < PORTION or project.overlap_mode != OverlapMode.DYNAMIC
    project.settle_after = None if done else ids[-1]
    project.save(update_fields=["settle_after"])
    return len(ids)


def _is_dynamic(project: Project, purpose: str) -> bool:
    return project.overlap_mode == OverlapMode.DYNAMIC and purpose == Purpose.WORK


def _standing(slots: Iterable[Slot]) -> dict[int, _Slots]:
    standing: dict[int, _Slots] = defaultdict(_Slots)
    for slot in slots:
        found = standing[slot.item_id]
        found.last = slot
        if slot.extra and slot.state in (SlotState.ANSWERED, SlotState.CLOSED):
            continue  # a reviewer's wish, beyond what this decides; one that is open is waited for, too
        if slot.state == SlotState.ANSWERED:
            found.answered += 1
        elif slot.state == SlotState.CLOSED:
            found.closed = found.closed or slot
        else:
            found.waiting += 1
    return standing


def _open_one(found: _Slots) -> None:
    """Open the item's first closed slot again, or add one after its last."""
    if found.closed is not None:
        Slot.objects.filter(pk=found.closed.pk, state=SlotState.CLOSED).update(state=SlotState.OPEN)
    elif found.last is not None:
        last = found.last
        Slot.objects.create(
            project_id=last.project_id,
            item_id=last.item_id,
            index=last.index + 1,
            serving_order=last.serving_order,
            pool=last.pool,
        )


def _certainties(question: Question, items: Sequence[int]) -> dict[int, float]:
    """Return by item the posterior of the leading answer to ``question``; one query, and one more for rankings."""
    counted = {f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()}
    rows = Answer.objects.filter(question=question, judgment__item_id__in=items, **counted)
    rows = rows.exclude(judgment__rater__kind=RaterKind.MODEL).annotate(
        item=F("judgment__item_id"),
        rater=F("judgment__rater_id"),
        passed=F("judgment__rater__gold_passed"),
        checked=F("judgment__rater__gold_checked"),
    )
    said: dict[tuple[int, Hashable], dict[int, list[Hashable]]] = defaultdict(lambda: defaultdict(list))
    accuracies: dict[int, float] = {}
    values = rows.values_list("item", "rater", "passed", "checked", "response_id", "outcome", "score", "rank", "choice")
    for item, rater, passed, checked, response, outcome, score, rank, choice in values:
        ranking = question.kind == QuestionKind.RANKING
        value: Hashable = (response, rank) if ranking else (outcome, score, choice)
        said[item, None if ranking else response][rater].append(value)
        accuracies[rater] = accuracy(passed=passed, checked=checked)
    units: dict[int, dict[Hashable, list[tuple[Hashable, float]]]] = defaultdict(dict)
    for (item, unit), by_rater in said.items():
        # Several values of one rater are one answer: a set of choices, or a whole ranking.
        units[item][unit] = [(frozenset(given), accuracies[rater]) for rater, given in by_rater.items()]
    sizes = _n_responses(items) if question.kind == QuestionKind.RANKING else {}
    return {
        item: certainty(found, n_categories=_n_categories(question, sizes.get(item, 2)))
        for item, found in units.items()
    }


def _n_responses(items: Iterable[int]) -> dict[int, int]:
    sizes: dict[int, int] = defaultdict(int)
    for item in Response.objects.filter(item_id__in=items).order_by().values_list("item_id", flat=True):
        sizes[item] += 1
    return sizes


def _n_categories(question: Question, n_responses: int) -> int:
    """Return in how many ways the question can be answered: of one response, where it is asked of each."""
    if question.kind == QuestionKind.PREFERENCE:
        return 2 + question.allow_tie + question.allow_both_bad
    if question.kind == QuestionKind.LIKERT:
        return question.scale_max - question.scale_min + 1
    if question.kind == QuestionKind.RANKING:
        return max(orderings(n_responses), 2)
    n_choices = max(len(question.choices), 2)
    return int(2**n_choices) if question.multiple else n_choices
