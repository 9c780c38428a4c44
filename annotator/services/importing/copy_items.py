"""Writes items with PostgreSQL's COPY: the rows that ``write_items`` makes model by model, several times faster.

COPY checks every constraint as an INSERT does; a row that somebody else wrote meanwhile is the same ``IntegrityError``.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from annotator.models import Item, ItemPurpose, ItemSlice, Project, Response, Slot, SlotState
from annotator.policies.qualifications import joined
from annotator.services.importing.item_rows import ItemDraft
from annotator.services.importing.planned_slots import PlannedSlots, planned_slots

_BLOCK = 256 * 1024
# The backslash first: the others bring new ones.
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
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
_RESPONSE = (
    "item_id",
    "position",
    "model",
    "text",
    "chars",
    "words",
    "headers",
    "lists",
    "bolds",
    "code_blocks",
    "metadata",
)
_SLICE = ("project_id", "item_id", "name", "value")
_SLOT = ("project_id", "item_id", "index", "state", "serving_order", "pool")


def can_copy() -> bool:
    """Whether the database knows COPY."""
    return connection.vendor == "postgresql"


def known_hashes(project: Project, external_ids: Sequence[str]) -> dict[str, str]:
    """The content hashes of those of the ids that are there: one array, where thousands of parameters take longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, content_hash FROM annotator_item WHERE project_id = %s AND external_id = ANY(%s)",
            [project.pk, list(external_ids)],
        )
        return dict(cursor.fetchall())


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
    slices = (
        f"{key}\t{pk}\t{_text(name)}\t{_text(value)}\n"
        for pk, draft in numbered
        for name, value in draft.slices.items()
    )
    _copy(ItemSlice, _SLICE, slices)
    # Planned before the COPY is open: its connection takes no question meanwhile.
    planned = planned_slots(project, drafts)
    _copy(Slot, _SLOT, _slot_rows(project, numbered, planned))


def _item_rows(project: Project, numbered: Iterable[tuple[int, ItemDraft]], now: datetime) -> Iterator[str]:
    key, work, moment = project.pk, str(ItemPurpose.WORK), now.isoformat()
    for pk, draft in numbered:
        messages = "\\N" if draft.messages is None else _json(draft.messages)
        yield (
            f"{pk}\t{key}\t{_text(draft.external_id)}\t{work}\t{_text(draft.prompt)}\t{messages}\t"
            f"{draft.prompt_hash}\t{draft.content_hash}\t{_text(joined(draft.requires))}\t{draft.priority}\t{_json(draft.metadata)}\t"
            f"{moment}\n"
        )


def _response_rows(numbered: Iterable[tuple[int, ItemDraft]]) -> Iterator[str]:
    for pk, draft in numbered:
        for position, response in enumerate(draft.responses):
            found = response.features
            yield (
                f"{pk}\t{position}\t{_text(response.model)}\t{_text(response.text)}\t{found.chars}\t{found.words}\t"
                f"{found.headers}\t{found.lists}\t{found.bolds}\t{found.code_blocks}\t{_json(response.metadata)}\n"
            )


def _slot_rows(
    project: Project, numbered: Sequence[tuple[int, ItemDraft]], planned: Sequence[PlannedSlots]
) -> Iterator[str]:
    key, state = project.pk, str(SlotState.OPEN)
    for (pk, _draft), slots in zip(numbered, planned, strict=True):
        for index in range(slots.count):
            yield f"{key}\t{pk}\t{index}\t{state}\t{slots.order}\t{slots.pool}\n"


def _new_ids(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterator[str]) -> None:
    name = connection.ops.quote_name
    named = ", ".join(name(column) for column in columns)
    statement = f"COPY {name(model._meta.db_table)} ({named}) FROM STDIN"
    # The rows leave in blocks, and errors come when the block is closed: both inside Django's translation of errors.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        block: list[str] = []
        size = 0
        for row in rows:
            block.append(row)
            size += len(row)
            if size >= _BLOCK:
                copy.write("".join(block))
                block, size = [], 0
        copy.write("".join(block))


def _text(value: str) -> str:
    """``value`` as COPY's text format writes it; four searches are faster than a table, above all beyond ASCII."""
    for char, escape in _ESCAPES:
        if char in value:
            value = value.replace(char, escape)
    return value


def _json(value: Any) -> str:
    return _text(json.dumps(value, ensure_ascii=False)) if value else "{}"
