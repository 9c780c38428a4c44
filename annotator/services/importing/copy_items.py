"""Writes items with PostgreSQL's COPY: the rows that ``write_items`` makes model by model, several times faster.

COPY checks every constraint as an INSERT does; a row that somebody else wrote meanwhile is the same ``IntegrityError``.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models

from annotator.models import Item, ItemPurpose, ItemSlice, Project, Response, Slot, SlotState
from annotator.policies.qualifications import joined
from annotator.services.importing.item_rows import ItemDraft
from annotator.services.importing.planned_slots import PlannedSlots, planned_slots
from annotator.services.measuring import Features

_ITEM = (
    "id",
    "project_id",
    "external_id",
    "purpose",
    "prompt",
    "messages",
    "prompt_hash",
    "content_hash",
    "requires",
    "priority",
    "metadata",
    "created_at",
)
_RESPONSE = ("item_id", "position", "model", "text", *Features._fields, "metadata")
_SLICE = ("project_id", "item_id", "name", "value")
_SLOT = ("project_id", "item_id", "index", "state", "serving_order", "pool")


def can_copy() -> bool:
    """Whether the database knows COPY."""
    return connection.vendor == "postgresql"


def copy_items(project: Project, drafts: Sequence[ItemDraft], *, now: datetime) -> None:
    """Write ``drafts`` (none of them gold) with responses, slices and slots. Must run in a transaction.

    Raises ``IntegrityError`` when one of the ids is there.
    """
    if not drafts:
        return
    numbered = list(zip(_new_ids(Item, len(drafts)), drafts, strict=True))
    _copy(Item, _ITEM, _item_rows(project, numbered, now))
    _copy(Response, _RESPONSE, _response_rows(numbered))
    key = project.pk
    slices = ((key, pk, name, value) for pk, draft in numbered for name, value in draft.slices.items())
    _copy(ItemSlice, _SLICE, slices)
    # Planned before the COPY is open: its connection takes no question meanwhile.
    planned = planned_slots(project, drafts)
    _copy_lines(Slot, _SLOT, _slot_lines(project, numbered, planned))


def _item_rows(project: Project, numbered: Iterable[tuple[int, ItemDraft]], now: datetime) -> Iterator[tuple[Any, ...]]:
    key, work, moment = project.pk, str(ItemPurpose.WORK), now.isoformat()
    for pk, draft in numbered:
        messages = None if draft.messages is None else json.dumps(draft.messages, ensure_ascii=False)
        yield (
            pk,
            key,
            draft.external_id,
            work,
            draft.prompt,
            messages,
            draft.prompt_hash,
            draft.content_hash,
            joined(draft.requires),
            draft.priority,
            _json(draft.metadata),
            moment,
        )


def _response_rows(numbered: Iterable[tuple[int, ItemDraft]]) -> Iterator[tuple[Any, ...]]:
    for pk, draft in numbered:
        for position, response in enumerate(draft.responses):
            # The features come in the order of their columns.
            yield (pk, position, response.model, response.text, *response.features, _json(response.metadata))


def _slot_lines(
    project: Project, numbered: Sequence[tuple[int, ItemDraft]], planned: Sequence[PlannedSlots]
) -> Iterator[str]:
    """Lines of COPY's text: nothing in them needs an escape, and there are more slots than all other rows together."""
    key, state = project.pk, SlotState.OPEN.value
    for (pk, _draft), slots in zip(numbered, planned, strict=True):
        for index in range(slots.wanted):
            yield f"{key}\t{pk}\t{index}\t{state}\t{slots.order}\t{slots.pool}\n"


def _new_ids(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            # Named once: looking the sequence up costs more than taking a number from it.
            "SELECT nextval(named.id) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS id OFFSET 0) named, "
            "generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _copying(model: type[models.Model], columns: Sequence[str]) -> Iterator[Any]:
    name = connection.ops.quote_name
    named = ", ".join(name(column) for column in columns)
    statement = f"COPY {name(model._meta.db_table)} ({named}) FROM STDIN"
    # Errors come when the COPY is closed: inside Django's translation of errors.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        yield copy


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with _copying(model, columns) as copy:
        write = copy.write_row
        for row in rows:
            write(row)


def _copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    with _copying(model, columns) as copy:
        copy.write("".join(lines))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else "{}"
