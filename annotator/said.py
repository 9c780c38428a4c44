"""Sentences for people, said in English and sayable in another language later.

A ``Said`` is its English text, and remembers the template and the parameters that it was made of. Pure code says what
it has to say; whoever knows the language of the reader words it anew (``annotator.wording``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any


class Said(str):
    """The English text of ``template`` filled with ``params``, which may themselves be ``Said``."""

    template: str
    params: Mapping[str, Any]
    #: For one and for many, where the sentence counts ``n`` things.
    forms: tuple[str, str] | None = None

    def __new__(cls, template: str, params: Mapping[str, Any]) -> Said:
        made = super().__new__(cls, template.format_map(params))
        made.template = template
        made.params = params
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Said:
        return self  # as immutable as any text

    def as_dict(self) -> dict[str, Any]:
        """Return what is needed to say it again, JSON-safe; ``recalled`` is the way back."""
        params = {
            name: value.as_dict()
            if isinstance(value, Said)
            else value
            if isinstance(value, (int, float))
            else str(value)
            for name, value in self.params.items()
        }
        return {"template": self.template, "forms": self.forms, "params": params}


def _safe(value: Any) -> Any:
    if isinstance(value, Said):
        return value.as_dict()
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def recalled(stored: Mapping[str, Any]) -> Said:
    """Return what ``as_dict`` stored."""
    params = {name: recalled(value) if isinstance(value, dict) else value for name, value in stored["params"].items()}
    said = Said(stored["template"], params)
    said.forms = tuple(stored["forms"]) if stored["forms"] else None
    return said


def say(template: str, /, **params: Any) -> Said:
    """Return ``template`` filled with ``params``. Write the template as a literal: the catalogue is made of those."""
    return Said(template, params)


def joined(separator: str, parts: Iterable[str]) -> Said:
    """Return the ``parts`` with ``separator`` between them; each stays sayable in another language."""
    params = {f"p{number}": part for number, part in enumerate(parts)}
    return Said(separator.join(f"{{{name}}}" for name in params), params)


def say_count(one: str, many: str, /, *, n: int, **params: Any) -> Said:
    """Return ``one`` for a single thing and ``many`` for any other number ``n``; other languages have more forms."""
    said = Said(one if n == 1 else many, {"n": n, **params})
    said.forms = (one, many)
    return said


def word(text: str) -> Said:
    """Return a word or phrase of the product's own, such as a state, as a parameter that each language words.

    States, kinds and roles are listed in ``config.words.finding.VOCABULARY``.
    """
    return text if isinstance(text, Said) else Said(text.replace("{", "{{").replace("}", "}}"), {})


def remembered(value: Any) -> dict[str, dict[str, Any]]:
    """Return what each ``Said`` in ``value`` (JSON-like) was made of, by its text: to be stored beside the value."""
    if isinstance(value, Said):
        return {str(value): value.as_dict()}
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        found |= remembered(part)
    return found


def either(parts: Iterable[str]) -> str:
    """Return the ``parts`` as alternatives: "lead or reviewer"."""
    *some, last = parts
    return say("{some} or {last}", some=either(some), last=last) if some else last


def by_field(fields: Mapping[str, Any]) -> Said:
    """Return the first message of each field in one line: "role: Expected …; days: Must be …"."""
    return joined("; ", [_at(path, word(told[0])) for path, told in fields.items()])


def _at(path: str, message: Said) -> Said:
    return say("{path}: {message}", path=path, message=message) if path else message
