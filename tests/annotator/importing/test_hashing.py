"""The hashes of items stay what they were: rows that were imported by an earlier version must count as unchanged."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.importing.item_rows import ItemDraft, parse_item
from tests.support.studies import pair

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def canonical(value: Any) -> str:
    """SHA-256 of the JSON that Python's own writer makes, which the first version hashed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(draft: ItemDraft) -> list[Any]:
    responses = [[response.text, response.model, response.metadata] for response in draft.responses]
    about = [draft.slices, draft.priority, draft.metadata, []]
    return [draft.external_id, draft.prompt, draft.messages, responses, *about]


@given(TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS), st.integers(-100, 100))
def test_plain_items_hash_as_before(prompt: str, text: str, slices: dict[str, str], priority: int) -> None:
    made = parse_item(pair("x"), [])
    response = made.responses[0].__class__(text, "m", {})
    draft = ItemDraft("é\u2028", prompt, None, (response, response), slices, priority, (), {}, ())
    assert draft.content_hash == canonical(hashed(draft))
    assert draft.prompt_hash == canonical(prompt)


@pytest.mark.parametrize("number", [1e16, 1.5, 10**30, 1e-7])
def test_numbers_hash_as_before(number: float) -> None:
    draft = parse_item(pair("x", metadata={"n": number}), [])
    assert draft.content_hash == canonical(hashed(draft))
