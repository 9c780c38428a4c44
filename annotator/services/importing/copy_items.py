"""Writes items with PostgreSQL's COPY: the rows that ``write_items`` makes model by model, several times faster.

COPY checks every constraint as an INSERT does; a row that somebody else wrote meanwhile is the same ``IntegrityError``.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, models

from annotator.models import Item, ItemSlice, Project, Response, Slot
from annotator.services.importing import packed_rows
from annotator.services.importing.item_rows import ItemDraft, Packed
from annotator.services.importing.packed_rows import Packer, beginning
from annotator.services.importing.planned_slots import PlannedSlots, planned_slots

#: Items whose rows are handed to the database at once.
_PORTION = 100


def can_copy() -> bool:
    """Whether the database knows COPY."""
    return connection.vendor == "postgresql"


def copy_items(project: Project, drafts: Sequence[ItemDraft], packed: Sequence[Packed], packer: Packer) -> None:
    """Write ``drafts`` (none of them gold), which ``packer`` packed, with responses, slices and slots.

    Must run in a transaction. Raises ``IntegrityError`` when one of the ids is there.
    """
    if not drafts:
        return
    ids = _new_ids(Item, len(drafts))
    _copy(Item, packed_rows.ITEM, ids, ([rows.item] for rows in packed))
    _copy(Response, packed_rows.RESPONSE, ids, (rows.responses for rows in packed))
    _copy(ItemSlice, packed_rows.SLICE, ids, (rows.slices for rows in packed))
    # The database is asked before the COPY is open: its connection takes no question meanwhile.
    planned = planned_slots(project, drafts)
    _copy(Slot, packed_rows.SLOT, ids, (_slots(packer, slots) for slots in planned))


def _slots(packer: Packer, slots: PlannedSlots) -> list[bytes]:
    return [packer.slot(index=index, order=slots.order, pool=slots.pool) for index in range(slots.wanted)]


def _new_ids(model: type[models.Model], count: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            # Named once: looking the sequence up costs more than taking a number from it.
            "SELECT nextval(named.id) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS id OFFSET 0) named, "
            "generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number.to_bytes(8, "big") for (number,) in cursor.fetchall()]


def _copy(
    model: type[models.Model], columns: Sequence[str], ids: Sequence[bytes], of_items: Iterable[Sequence[bytes]]
) -> None:
    """Write the rows of each item, whose ids are ``ids``."""
    name = connection.ops.quote_name
    named = ", ".join(name(column) for column in columns)
    statement = f"COPY {name(model._meta.db_table)} ({named}) FROM STDIN (FORMAT binary)"
    # Errors come when the COPY is closed: inside Django's translation of errors.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for part in _parts(beginning(columns), ids, of_items):
            copy.write(part)


def _parts(first: bytes, ids: Sequence[bytes], of_items: Iterable[Sequence[bytes]]) -> Iterator[bytes]:
    """Yield what COPY reads, in parts: the database takes one while the next is made."""
    parts = [packed_rows.SIGNATURE]
    for number, (pk, rows) in enumerate(zip(ids, of_items, strict=True), 1):
        for row in rows:
            parts += (first, pk, row)
        if number % _PORTION == 0:
            yield b"".join(parts)
            parts = []
    yield b"".join([*parts, packed_rows.TRAILER])
