"""What every export format says of itself: its name, its options, and how a row is made."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from preferences.datasets.decisions import DecidedPair
from preferences.datasets.pairs import JudgedPair
from preferences.datasets.votes import AnswerRow

OptionValue = str | float | bool | None
#: Column of a row → what it holds: text, moment (ISO 8601), whole, number, flag, messages (role and content) or texts.
Schema = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice that the asker has. ``kind``: ``choice`` (of ``choices``), ``number`` (0 to 1) or ``flag``."""

    key: str
    kind: str
    title: str
    description: str
    default: OptionValue
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a row may depend on beside the pair or vote itself.

    ``options`` are the checked options by key; ``conversational`` says that the dataset has conversations, so that
    every row must be one; ``rater_name`` gives the name by which a rater (membership id, alias) appears; ``levels`` is
    the number of strengths that the question offers (None: it asks for none).
    """

    options: Mapping[str, Any]
    conversational: bool
    rater_name: Callable[[int, str], str]
    levels: int | None = None


class Format(ABC):
    """A way to write a dataset. ``key`` is its name in addresses and commands.

    ``container`` is how rows lie in a file: ``jsonl``, ``json`` (one array), ``csv`` or ``parquet``; a format whose
    options include ``container`` leaves the choice to the asker. ``source`` says where the schema is documented.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    source: ClassVar[str] = "Touchstone's own"
    kept: ClassVar[str] = ""
    lost: ClassVar[str] = ""
    options: ClassVar[tuple[Option, ...]]
    container: ClassVar[str] = "jsonl"

    def defaults(self) -> dict[str, Any]:
        """The options as they are when nobody says anything."""
        return {option.key: option.default for option in self.options}

    def container_of(self, options: Mapping[str, Any]) -> str:
        """How the rows lie in the files, under these options."""
        return str(options.get("container", self.container))

    def schema(self, context: Context) -> Schema | None:
        """The columns in order, for containers that need to know them before the first row; None: JSON alone."""
        del context
        return None

    def problem(self, context: Context) -> tuple[str, str] | None:
        """The option at fault and the reason, when this data can't be written with these options."""
        del context
        return None

    def companions(self, names: Sequence[str], context: Context) -> dict[str, bytes]:
        """Files that a consumer wants beside the data files ``names``, by name."""
        del names, context
        return {}


class PairFormat(Format):
    """One or more rows per decided pair, spread over train, validation and test files."""

    @abstractmethod
    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        """Return the row, whose keys and types are the same for all rows of one export."""

    def rows(self, decided: DecidedPair, context: Context) -> Iterator[dict[str, Any]]:
        """Yield the rows of the pair: one, unless the format takes responses apart."""
        yield self.row(decided, context)

    def refusal(self, decided: DecidedPair) -> str | None:
        """Why the format has no words for this pair (a key of the tally), or None."""
        del decided
        return None


class VotedFormat(Format):
    """Pairs with the single votes on them, undecided, spread over train, validation and test files."""

    @abstractmethod
    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        """Yield the rows of the pair, whose votes are those that the options keep; there is at least one."""


class VoteFormat(Format):
    """One row per answer, in a single file called ``file_name`` (without its ending)."""

    file_name: ClassVar[str]

    @abstractmethod
    def row(self, answer: AnswerRow, context: Context) -> dict[str, Any]:
        """Return the row, whose keys and types are the same for all rows of one export."""
