"""What every layout says of itself, and what a record of it becomes."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A record in the project's own words: an item row, the vote rows on it, its scores; as the importers take them."""

    item: dict[str, Any] | None
    votes: tuple[dict[str, Any], ...] = ()
    scores: dict[str, Any] | None = None


class Layout(ABC):
    """One tool's way to write items or votes. ``mapping`` is (theirs, ours), to be shown before an import."""

    key: ClassVar[str]
    name: ClassVar[str]
    source: ClassVar[str]
    mapping: ClassVar[tuple[tuple[str, str], ...]]
    lost: ClassVar[str] = ""

    @abstractmethod
    def recognises(self, record: Record) -> str:
        """Why this looks like a record of the layout; empty when it doesn't."""

    @abstractmethod
    def read(self, record: Record) -> Reading:
        """Return what the record says. Raises ``RowError`` naming their field."""
