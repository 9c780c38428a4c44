"""When raters who answered the same thing differ so much that somebody should look."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

Place = tuple[str, int | None]
"""A question, and the position of the response where it is asked of each."""

RULES = ("never", "no_majority", "any")


def differ(values: Sequence[Hashable], *, rule: str) -> bool:
    """Whether ``values``, one per rater, are a dispute under ``rule``. Raises ``ValueError`` for an unknown rule.

    ``any``: not all the same. ``no_majority``: no value is given by more than half of those who answered.

    >>> differ(["a", "a", "b"], rule="any"), differ(["a", "a", "b"], rule="no_majority")
    (True, False)
    """
    if rule not in RULES:
        raise ValueError(f"unknown rule {rule!r}")
    if rule == "never" or len(values) < 2:
        return False
    if rule == "any":
        return len(set(values)) > 1
    most = max(Counter(values).values())
    return 2 * most <= len(values)


def disputed(answers: Mapping[Place, Sequence[Hashable]], *, rule: str) -> list[Place]:
    """Return the places where raters are in dispute, in the order given."""
    return [place for place, values in answers.items() if differ(values, rule=rule)]
