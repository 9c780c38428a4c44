"""Training: when an attempt is over, and what follows from its result."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["going", "passed", "again", "failed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt of ``required`` items: how many were answered and passed; attempt ``number`` of ``allowed``."""

    required: int
    done: int
    passed: int
    number: int
    allowed: int
    pass_mark: float

    @property
    def needed(self) -> int:
        """How many must be right: the smallest whole number that reaches the mark."""
        return next(n for n in range(self.required + 1) if n >= self.pass_mark * self.required - 1e-9)

    @property
    def result(self) -> Result:
        if self.done < self.required:
            return "going"
        if self.passed >= self.needed:
            return "passed"
        return "again" if self.number < self.allowed else "failed"

    @property
    def left(self) -> int:
        return max(0, self.required - self.done)
