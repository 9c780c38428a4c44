"""Further ways to cut a project's items for the diagnosis: by length, guideline version and time."""

from __future__ import annotations

import numpy as np
from django.db.models import Max, Sum
from django.db.models.functions import Length

from agreement.bulk import CHUNK
from agreement.datasets import QuestionRatings, SliceColumn
from agreement.queries import counted_judgments
from annotator.models import Item, ItemPurpose

LENGTH, GUIDELINE, PERIOD = "length", "guideline", "judged"
BANDS = ("short", "middle", "long")
FEWEST_ITEMS = 60
PERIODS = 4


def length_bands(project_id: int) -> list[SliceColumn]:
    """Cut the work items in three equal parts by the characters of prompt and responses; none for few items."""
    rows = Item.objects.filter(project_id=project_id, purpose=ItemPurpose.WORK).order_by("pk")
    chars = rows.annotate(shown=Sum("responses__chars"), asked=Length("prompt")).values_list("pk", "shown", "asked")
    table = np.asarray(
        [(pk, (shown or 0) + asked) for pk, shown, asked in chars.iterator(chunk_size=CHUNK)], dtype=np.int64
    ).reshape(-1, 2)
    edges = np.quantile(table[:, 1], [1 / 3, 2 / 3]) if len(table) else np.zeros(2)
    if len(table) < FEWEST_ITEMS or edges[0] == edges[1]:
        return []
    names = [f"{name} ({text})" for name, text in zip(BANDS, _ranges(edges), strict=True)]
    codes = np.searchsorted(edges, table[:, 1], side="left").astype(np.int64)
    return [SliceColumn(LENGTH, names, table[:, 0], codes)]


def guideline_versions(project_id: int, *, include_models: bool, until: int) -> list[SliceColumn]:
    """Cut the items by the newest guideline version that one of their counted judgments was made under.

    None when there is one version only.
    """
    rows = counted_judgments(include_models=include_models).filter(
        project_id=project_id, id__lte=until, guideline__isnull=False
    )
    versions = rows.values("item_id").annotate(newest=Max("guideline__version")).order_by("item_id")
    pairs = np.asarray(
        [(row["item_id"], row["newest"]) for row in versions.iterator(chunk_size=CHUNK)], dtype=np.int64
    ).reshape(-1, 2)
    found, codes = np.unique(pairs[:, 1], return_inverse=True)
    if found.size < 2:
        return []
    names = [f"version {version}" for version in found.tolist()]
    return [SliceColumn(GUIDELINE, names, pairs[:, 0], codes.reshape(-1).astype(np.int64))]


def periods(data: QuestionRatings) -> list[SliceColumn]:
    """Cut the items in up to four parts by the day of their last judgment; none when all fall on one day."""
    days = data.last_day
    if days.size < FEWEST_ITEMS or days.min() == days.max():
        return []
    edges = np.unique(np.quantile(days, np.arange(1, PERIODS) / PERIODS, method="lower"))
    codes = np.searchsorted(edges, days, side="left").astype(np.int64)
    present = np.unique(codes)
    names = [_days(days[codes == code]) for code in present]
    return [SliceColumn(PERIOD, names, data.item_ids, np.searchsorted(present, codes).astype(np.int64))]


def _ranges(edges: np.ndarray) -> list[str]:
    low, high = (f"{edge:,.0f}" for edge in edges)
    return [f"up to {low} characters", f"up to {high} characters", f"over {high} characters"]


def _days(days: np.ndarray) -> str:
    first, last = (np.datetime64("0001-01-01") + (int(day) - 1) for day in (days.min(), days.max()))
    return str(first) if first == last else f"{first} to {last}"
