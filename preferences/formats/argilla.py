"""Argilla records: fields, metadata and everybody's responses, as ``Dataset.records.to_json`` writes them.

Schema: Argilla 2 documentation, "Add, update, and delete records" and "Import and export": a JSON array of records
with ``id``, ``status``, ``fields``, ``metadata``, ``suggestions``, ``vectors`` and ``responses`` (question name → list
of ``value`` and ``user_id``, which must be a UUID).
"""

import uuid
from collections.abc import Iterator
from typing import Any

from preferences.datasets.pairs import JudgedPair
from preferences.formats.base import Context, VotedFormat
from preferences.formats.options import DROP, KEEP, RATER_NAMES, SPLITS, both_bad_option, messages_of, ties_option

#: Users are UUIDs there: a rater's is made of the name, so that it is the same in every export.
USERS = uuid.UUID("6f0c3a52-58c5-4c53-9a37-0a7f6a3d2f11")


class Argilla(VotedFormat):
    """One record per pair, with the questions ``preference`` (label) and ``strength`` (rating)."""

    key = "argilla"
    name = "Argilla records"
    description = (
        "A JSON array of records with a chat field, two text fields and the responses to the questions preference "
        "(a, b, tie, both_bad) and strength."
    )
    source = "Argilla 2 documentation, “Add, update, and delete records”, “Import and export”"
    kept = "every vote (raters as UUIDs, their names in the metadata), ties, both-bad, strength, models, slices"
    lost = "order shown, time taken, guideline version"
    container = "json"
    options = (ties_option(KEEP, DROP), both_bad_option(KEEP, DROP), RATER_NAMES, *SPLITS)

    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        users = [(str(uuid.uuid5(USERS, name)), name) for name in _names(pair, context)]
        votes = list(zip(users, pair.votes, strict=True))
        responses: dict[str, list[dict[str, Any]]] = {
            "preference": [{"value": vote.outcome, "user_id": user} for (user, _), vote in votes]
        }
        strengths = [
            {"value": vote.strength, "user_id": user} for (user, _), vote in votes if vote.strength is not None
        ]
        if strengths:
            responses["strength"] = strengths
        yield {
            "id": pair.external_id,
            "status": "completed",
            "fields": {"chat": messages_of(pair), "response_a": pair.a.text, "response_b": pair.b.text},
            "metadata": {
                "model_a": pair.a.model,
                "model_b": pair.b.model,
                "raters": [name for _, name in users],
                **{f"slice.{name}": value for name, value in sorted(pair.slices.items())},
            },
            "suggestions": {},
            "responses": responses,
            "vectors": {},
        }


def _names(pair: JudgedPair, context: Context) -> list[str]:
    return [context.rater_name(vote.rater_id, vote.rater_alias) for vote in pair.votes]
