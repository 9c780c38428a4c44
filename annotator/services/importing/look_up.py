"""Finds the items that rows name, whatever the database's statistics say."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from annotator.models import Item, Project

_COLUMNS = ("pk", "external_id", "purpose", "content_hash")
# Each id is looked up by itself, and as a range in its order, which the index of ids alone gives: a planner whose
# statistics know nothing of a new project holds every index that begins with the project for equally good, and would
# walk all of the project's items for each id.
_ONE_BY_ONE = """
SELECT found.* FROM unnest(%s::text[]) wanted(id) CROSS JOIN LATERAL (
    SELECT id, external_id, purpose, content_hash FROM annotator_item
    WHERE project_id = %s AND external_id >= wanted.id AND external_id <= wanted.id
    ORDER BY external_id LIMIT 1
) found
"""


class Known(NamedTuple):
    """An item that is there."""

    pk: int
    external_id: str
    purpose: str
    content_hash: str


def known_items(project: Project, external_ids: Collection[str]) -> list[Known]:
    """Return those of the project's items whose ids are among ``external_ids``, in one statement."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # One array: thousands of parameters take longer.
            cursor.execute(_ONE_BY_ONE, [list(external_ids), project.pk])
            return [Known(*row) for row in cursor.fetchall()]
    items = Item.objects.filter(project=project, external_id__in=list(external_ids))
    return [Known(*row) for row in items.values_list(*_COLUMNS)]
