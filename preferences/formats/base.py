"""What every export format says of itself: its name, its options, and how a row is made."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from preferences.datasets.decisions import DecidedPair
from preferences.datasets.votes import AnswerRow

OptionValue = str | float | bool | None


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
    every row must be one; ``rater_name`` gives the name by which a rater (membership id, alias) appears.
    """

    options: Mapping[str, Any]
    conversational: bool
    rater_name: Callable[[int, str], str]


class Format(ABC):
    """A way to write a dataset. ``key`` is its name in addresses and commands."""

    key: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    options: ClassVar[tuple[Option, ...]]

    def defaults(self) -> dict[str, Any]:
        """The options as they are when nobody says anything."""
        return {option.key: option.default for option in self.options}


class PairFormat(Format):
    """One row per decided pair, spread over train, validation and test files."""

    @abstractmethod
    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        """Return the row, whose keys and types are the same for all rows of one export."""


class VoteFormat(Format):
    """One row per answer, in a single file called ``file_name``."""

    file_name: ClassVar[str]

    @abstractmethod
    def row(self, answer: AnswerRow, context: Context) -> dict[str, Any]:
        """Return the row, whose keys and types are the same for all rows of one export."""


AGGREGATE = Option(
    "aggregate",
    "choice",
    "One row per",
    "Majority: one row per pair, decided by most votes. Votes: one row per vote, so that doubt stays in the data.",
    "majority",
    (("majority", "pair, by majority"), ("votes", "vote")),
)
MIN_AGREEMENT = Option(
    "min_agreement",
    "number",
    "Least agreement",
    "Leave out pairs of which a smaller share of the votes agrees with the majority. 0 keeps all.",
    0.0,
)
MARGIN = Option(
    "margin",
    "choice",
    "Margin column",
    "How clear the preference is, for a reward loss with margin. Votes: share for chosen minus share for rejected, "
    "0 to 1. Strength: mean strength towards chosen, in the question's levels.",
    "none",
    (("none", "no column"), ("votes", "from votes"), ("strength", "from stated strength")),
)
VALIDATION = Option(
    "validation", "number", "Validation share", "Share of the prompts that go to validation.jsonl.", 0.0
)
TEST = Option("test", "number", "Test share", "Share of the prompts that go to test.jsonl.", 0.0)
RATER_NAMES = Option(
    "rater_names",
    "choice",
    "Raters appear as",
    "A pseudonym is the same in every export of this project and tells nothing outside it.",
    "pseudonym",
    (("pseudonym", "pseudonym"), ("alias", "alias, as leads see it")),
)


def ties_option(*choices: tuple[str, str]) -> Option:
    """What happens to ties; both-bad is never a tie and has its own rule in each format."""
    return Option("ties", "choice", "Ties", "What happens to pairs that end in a tie.", "drop", choices)


def margin_of(decided: DecidedPair) -> float:
    """Votes for chosen minus votes for rejected, as a share of all votes on the pair: above 0 to 1 for a majority."""
    lost = "b" if decided.outcome == "a" else "a"
    total = sum(decided.counts.values())
    return (decided.counts[decided.outcome] - decided.counts[lost]) / total  # type: ignore[index]
