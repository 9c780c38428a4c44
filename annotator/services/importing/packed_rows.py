"""Packs items into rows of PostgreSQL's binary COPY: all but the item's id, which the database gives later.

It needs no connection, so it is done where rows are parsed, at the same time as the database takes the batch before. A
field is its length in four bytes and its value; numbers are as wide as their column, which the database checks.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Any

from annotator.models import ItemPurpose, Project, SlotState
from annotator.policies.qualifications import joined
from annotator.services.importing.item_rows import ItemDraft, Packed, ResponseDraft
from annotator.services.measuring import Features

ITEM = (
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
RESPONSE = ("item_id", "position", "model", "text", *Features._fields, "metadata")
SLICE = ("item_id", "project_id", "name", "value")
SLOT = ("item_id", "project_id", "index", "state", "serving_order", "pool")

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"

_length = Struct(">i").pack
_smallint = Struct(">ih").pack
_bigint = Struct(">iq").pack
_features = Struct(">" + "ii" * len(Features._fields)).pack
_NULL, _EMPTY, _HASH_LENGTH = _length(-1), _length(0), _length(64)
# jsonb is its version and the text.
_EMPTY_OBJECT = _length(3) + b"\x01{}"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def beginning(columns: Sequence[str]) -> bytes:
    """Return what stands before the item's id, the first of ``columns``, in each row: how many fields, its length."""
    return Struct(">hi").pack(len(columns), 8)


class Packer:
    """Packs drafts of one project."""

    def __init__(self, project: Project, *, now: datetime) -> None:
        self._project = _bigint(8, project.pk)
        self._work = _short(ItemPurpose.WORK.value)
        self._created_at = _bigint(8, (now - _EPOCH) // timedelta(microseconds=1))
        self._open = _short(SlotState.OPEN.value)

    def pack(self, draft: ItemDraft) -> Packed:
        """Return the rows of ``draft``, which is work."""
        external_id, prompt = draft.external_id.encode(), draft.prompt.encode()
        item = (
            self._project,
            _length(len(external_id)),
            external_id,
            self._work,
            _length(len(prompt)),
            prompt,
            _NULL if draft.messages is None else _json(draft.messages),
            _HASH_LENGTH,
            draft.prompt_hash.encode(),
            _HASH_LENGTH,
            draft.content_hash.encode(),
            _short(joined(draft.requires)) if draft.requires else _EMPTY,
            _smallint(2, draft.priority),
            _json(draft.metadata) if draft.metadata else _EMPTY_OBJECT,
            self._created_at,
        )
        slices = [self._project + _short(name) + _short(value) for name, value in draft.slices.items()]
        return Packed(b"".join(item), [_response(*numbered) for numbered in enumerate(draft.responses)], slices)

    def slot(self, *, index: int, order: int, pool: int) -> bytes:
        """Return an open slot."""
        return b"".join((self._project, _smallint(2, index), self._open, _bigint(8, order), _smallint(2, pool)))


def _response(position: int, draft: ResponseDraft) -> bytes:
    chars, words, headers, lists, bolds, code_blocks = draft.features
    text = draft.text.encode()
    return b"".join(
        (
            _smallint(2, position),
            _short(draft.model),
            _length(len(text)),
            text,
            _features(4, chars, 4, words, 4, headers, 4, lists, 4, bolds, 4, code_blocks),
            _json(draft.metadata) if draft.metadata else _EMPTY_OBJECT,
        )
    )


@lru_cache(maxsize=4096)
def _short(value: str) -> bytes:
    """Pack a text that many rows share, such as the name of a model."""
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def _json(value: Any) -> bytes:
    encoded = json.dumps(value, ensure_ascii=False).encode()
    return _length(len(encoded) + 1) + b"\x01" + encoded
