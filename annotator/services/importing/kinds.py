"""What an import of each kind does with a row: parse it, and write a batch of drafts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from annotator.models import ImportKind, Project, Question
from annotator.services.importing.item_rows import check_item_columns, item_from_cells, parse_item
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.rows import Row
from annotator.services.importing.score_rows import check_score_columns, parse_score
from annotator.services.importing.vote_rows import check_vote_columns, parse_vote
from annotator.services.importing.write_items import ItemWriter
from annotator.services.importing.write_scores import ScoreWriter
from annotator.services.importing.write_votes import VoteWriter

Draft_contra = TypeVar("Draft_contra", contravariant=True)
#: The layout of the project's own rows of each kind.
OWN_LAYOUTS = {
    ImportKind.ITEMS: "touchstone-items",
    ImportKind.VOTES: "touchstone-votes",
    ImportKind.SCORES: "touchstone-scores",
}


class Writer(Protocol[Draft_contra]):
    """Writes the drafts of one kind of file."""

    def write(self, drafts: Sequence[tuple[Row, Draft_contra]]) -> BatchOutcome:
        """Write what is new, in the caller's transaction. Raises ``IntegrityError`` when somebody else was faster."""

    def remember(self, drafts: Sequence[tuple[Row, Draft_contra]]) -> None:
        """Note what was written, once it is committed."""


@dataclass(frozen=True, slots=True)
class Handling:
    """``parse`` makes a draft of a row or raises ``RowError``; ``prepare`` completes a batch of drafts beforehand."""

    writer: Writer[Any]
    parse: Callable[[Row], Any]
    prepare: Callable[[Sequence[Any]], None]


def handling(
    kind: str, project: Project, questions: Sequence[Question], *, now: datetime, from_cells: bool = False
) -> Handling:
    """How to import rows of ``kind`` into ``project``; ``from_cells``: items come as cells of a CSV file."""
    if kind == ImportKind.VOTES:
        writer = VoteWriter(project, questions, now=now)
        return Handling(
            writer, lambda row: parse_vote(row.values or {}, questions, line=row.line, now=now), _as_they_are
        )
    if kind == ImportKind.SCORES:
        return Handling(ScoreWriter(project, now=now), lambda row: parse_score(row.values or {}), _as_they_are)

    def parse(row: Row) -> Any:
        values = row.values or {}
        return parse_item(item_from_cells(values) if from_cells else values, questions)

    items = ItemWriter(project, questions, now=now)
    return Handling(items, parse, items.prepare)


def check_columns(kind: str) -> Callable[[Sequence[str]], None]:
    """What raises ``BadHeader`` for the columns of a CSV file of that kind."""
    return {ImportKind.VOTES: check_vote_columns, ImportKind.SCORES: check_score_columns}.get(
        ImportKind(kind), check_item_columns
    )


def _as_they_are(drafts: Sequence[Any]) -> None:
    """Nothing more to prepare."""
