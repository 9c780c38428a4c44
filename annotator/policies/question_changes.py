"""What may be changed of a question that has been asked: everything that leaves stored answers meaning the same.

Words may always change. A question may be widened (a choice added, a scale extended, an answer allowed), because each
stored answer is still possible and still says what it said. Whatever narrows or turns it needs a new question.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.said import joined, say

WORDS = ("title", "help_text")
NEW_QUESTION = say("Retire this question and add a new one: its answers then stand apart from the old ones.")


def refusals(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return why each field of ``new`` can't replace that of ``old``, and what to do instead; empty when all can."""
    found: dict[str, str] = {}
    for name, value in new.items():
        if name in WORDS or value == old[name]:
            continue
        reason = _REASONS[name](old, value) if name in _REASONS else _fixed(name)
        if reason:
            found[name] = joined(" ", [reason, NEW_QUESTION])
    return found


def _fixed(name: str) -> str:
    return say("“{name}” can't be changed once a question may have been answered.", name=name)


def _widened(name: str, what: str) -> Any:
    """A switch that may be turned on and not off."""

    def reason(old: Mapping[str, Any], value: Any) -> str:
        return (
            ""
            if value and not old[name]
            else say("Answers that are stored may be {what}; that can't be taken back.", what=what)
        )

    return reason


def _required(old: Mapping[str, Any], value: Any) -> str:
    return "" if not value else say("Earlier judgments may have left it out, so it can't become required.")


def _scale_min(old: Mapping[str, Any], value: Any) -> str:
    if value < old["scale_min"]:
        return ""
    return say("Scores from {old} on may be stored; a scale can only be extended.", old=old["scale_min"])


def _scale_max(old: Mapping[str, Any], value: Any) -> str:
    if value > old["scale_max"]:
        return ""
    return say("Scores up to {old} may be stored; a scale can only be extended.", old=old["scale_max"])


def _choices(old: Mapping[str, Any], value: Sequence[Mapping[str, str]]) -> str:
    kept = {choice["value"] for choice in value}
    gone = [choice["value"] for choice in old["choices"] if choice["value"] not in kept]
    return (
        say("“{gone}” may have been chosen; choices can be added and renamed, not removed.", gone=gone[0])
        if gone
        else ""
    )


def _strength(old: Mapping[str, Any], value: Any) -> str:
    if old["strength_levels"] == 0:
        return ""
    return say(
        "A strength of {old} levels is stored; another number of levels would mean others.", old=old["strength_levels"]
    )


_REASONS: dict[str, Any] = {
    "required": _required,
    "allow_tie": _widened("allow_tie", say("ties")),
    "allow_both_bad": _widened("allow_both_bad", say("both bad")),
    "scale_min": _scale_min,
    "scale_max": _scale_max,
    "scale_labels": lambda old, value: "",
    "choices": _choices,
    "strength_levels": _strength,
}
