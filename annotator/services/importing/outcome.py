"""What became of a batch."""

from dataclasses import dataclass, field

from annotator.services.importing.rows import FailedRow


@dataclass(slots=True)
class BatchOutcome:
    """How many rows were written, how many were there already, and which can't be."""

    created: int = 0
    unchanged: int = 0
    failed: list[FailedRow] = field(default_factory=list)
