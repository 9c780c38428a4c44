"""What leads ask of items: slim rows to page through, and one item with all that was said about it."""

from collections.abc import Mapping

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left, NullIf

from annotator.models import (
    Answer,
    Decision,
    Item,
    Judgment,
    Project,
    Purpose,
    Response,
    ReviewCase,
    Slot,
    SlotState,
)
from annotator.queries.counted import COUNTED

EXCERPT_CHARS = 200
WANTING = (SlotState.OPEN, SlotState.HELD)


def item_rows(project: Project, *, filters: Mapping[str, str] | None = None) -> QuerySet[Item]:
    """Return the project's items as slim rows: no full texts are loaded.

    ``filters``: ``search`` (start of the external id, or part of the prompt), ``purpose``, ``slice`` as ``name:value``,
    ``status`` (``open`` or ``complete``). Each row has ``prompt_excerpt``, ``n_judgments`` and ``n_slots``; its
    responses hold position and model only.
    """
    items = Item.objects.filter(project=project)
    for name, value in (filters or {}).items():
        if value:
            items = items.filter(_FILTERS[name](value))
    return _counted(items).defer("prompt", "messages", "metadata").prefetch_related("slices", _slim_responses())


def item_detail(item_id: int) -> QuerySet[Item]:
    """Return the item as a query of one row with responses, gold answers, current judgments, cases and decisions."""
    answers = Answer.objects.select_related("question").order_by("question__position", "pk")
    judgments = (
        Judgment.objects.filter(is_current=True)
        .exclude(purpose=Purpose.REVIEW)
        .select_related("rater")
        .prefetch_related(Prefetch("answers", queryset=answers))
        .order_by("pk")
    )
    standing = Decision.objects.filter(is_current=True).select_related("reviewer", "judgment")
    standing = standing.prefetch_related(Prefetch("judgment__answers", queryset=answers))
    return _counted(Item.objects.filter(pk=item_id)).prefetch_related(
        "slices",
        "responses",
        Prefetch("judgments", queryset=judgments, to_attr="current_judgments"),
        "gold_answers__question",
        Prefetch("review_cases", queryset=ReviewCase.objects.order_by("-pk"), to_attr="cases"),
        Prefetch("cases__decisions", queryset=standing, to_attr="standing"),
    )


def _counted(items: QuerySet[Item]) -> QuerySet[Item]:
    first_message = KeyTextTransform("content", KeyTextTransform("0", "messages"))
    return items.annotate(
        prompt_excerpt=Coalesce(
            NullIf(Left("prompt", EXCERPT_CHARS), Value("")), Left(first_message, EXCERPT_CHARS), Value("")
        ),
        n_judgments=_count(Judgment.objects.filter(COUNTED, item=OuterRef("pk"))),
        n_slots=_count(Slot.objects.filter(item=OuterRef("pk")).exclude(state=SlotState.CLOSED)),
    )


def _count(rows: QuerySet) -> Coalesce:
    counts = rows.order_by().values("item").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def _slim_responses() -> Prefetch:
    return Prefetch("responses", queryset=Response.objects.only("item_id", "position", "model"))


def _by_search(text: str) -> Q:
    return Q(external_id__istartswith=text) | Q(prompt__icontains=text)


def _by_slice(pair: str) -> Q:
    name, _, value = pair.partition(":")
    return Q(slices__name=name, slices__value=value)


def _by_status(status: str) -> Q:
    wanting = Exists(Slot.objects.filter(item=OuterRef("pk"), state__in=WANTING))
    return Q(wanting) if status == "open" else ~Q(wanting)


_FILTERS = {
    "search": _by_search,
    "purpose": lambda purpose: Q(purpose=purpose),
    "slice": _by_slice,
    "status": _by_status,
}
