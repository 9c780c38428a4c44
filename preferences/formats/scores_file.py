"""Reads a reward model's scores from a CSV or JSONL file of the layout that the import takes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agreement.formats.csv_lines import csv_lines
from annotator.errors import InvalidInput
from annotator.services.importing.rows import RowError
from annotator.services.importing.score_rows import ScoreDraft, parse_score
from preferences.formats.json_lines import json_lines

#: What a response is called: its place in the item, from 0, or its model.
Response = int | str


@dataclass(frozen=True, slots=True)
class ScoresFile:
    """One scorer's ``scores`` of each item's responses, by place or by model, whichever the file names them by."""

    scorer: str
    scores: Mapping[str, Mapping[Response, float]]


def read_scores(path: Path, *, scorer: str | None = None) -> ScoresFile:
    """Read the scores of ``scorer``, or of the only one there is.

    A name ending in .jsonl or .ndjson is read as JSON lines, else as CSV. Raises InvalidInput: for a line that is no
    score or scores a response again, where several scorers are there and none was named, and where none is left.
    """
    by_scorer: dict[str, dict[str, dict[Response, float]]] = {}
    for line, draft in _drafts(path):
        scores = by_scorer.setdefault(draft.scorer, {}).setdefault(draft.item, {})
        for response, value in draft.scores:
            if response in scores:
                what = f"item {draft.item!r} has a score for {response!r} already"
                raise InvalidInput(f"{path.name}, line {line}: {what}.")
            scores[response] = value
    found = ", ".join(sorted(by_scorer)) or "none"
    if scorer is None and len(by_scorer) > 1:
        raise InvalidInput(f"{path.name} has the scores of {found}; name one with --scorer.")
    name = scorer or next(iter(by_scorer), None)
    if name is None or name not in by_scorer:
        raise InvalidInput(f"{path.name} has no scores{f' of {name!r}' if name else ''}; scorers: {found}.")
    return ScoresFile(name, by_scorer[name])


def _drafts(path: Path) -> Iterator[tuple[int, ScoreDraft]]:
    for line, row in _rows(path):
        try:
            yield line, parse_score(row)
        except RowError as error:
            raise InvalidInput(f"{path.name}, line {line}, column {error.field}: {error.reason}.") from error


def _rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        yield from json_lines(path)
        return
    lines = csv_lines(path)
    _, names = next(lines, (1, []))
    for line, cells in lines:
        yield line, {name: cell for name, cell in zip(names, cells, strict=True) if cell}
