"""Foreign records as rows of the project's own shape, for the importers and for previews."""

from collections.abc import Iterator

from annotator.services.importing.foreign.base import Layout
from annotator.services.importing.rows import Row, RowError


def own_rows(rows: Iterator[Row], layout: Layout, kind: str, *, question: str | None = None) -> Iterator[Row]:
    """Yield one row per item (``kind`` items), per vote (votes) or per scored item (scores).

    A record that says nothing of these yields none.

    All rows of a record have its line, so that a batch may end only where the line changes. ``question`` is the key
    that votes without one are about.
    """
    for row in rows:
        if row.values is None:
            yield row
            continue
        try:
            reading = layout.read(row.values)
        except RowError as error:
            yield row._replace(values=None, error=error)
            continue
        if kind == "items":
            if reading.item is not None:
                yield row._replace(values=reading.item)
            continue
        if kind == "scores":
            if reading.scores is not None:
                yield row._replace(values=reading.scores)
            continue
        for vote in reading.votes:
            said = vote if question is None or "question" in vote else {**vote, "question": question}
            yield row._replace(values=said, size=row.size // len(reading.votes))
