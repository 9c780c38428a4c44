"""Integer codes made dense without sorting where that is possible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: A table of marks may be this many times as long as the codes before sorting is cheaper.
SPARSE = 16


def dense_codes(codes: Ints) -> tuple[Ints, int]:
    """The codes (n,) renumbered 0..G-1 in their order, and G, the number of distinct ones."""
    if codes.size == 0:
        return codes.astype(np.int64), 0
    low, high = int(codes.min()), int(codes.max())
    if high - low > SPARSE * codes.size + 1_000:
        distinct, dense = np.unique(codes, return_inverse=True)
        return dense.reshape(-1).astype(np.int64), int(distinct.size)
    marked = np.zeros(high - low + 1, dtype=bool)
    marked[codes - low] = True
    renumbered = np.cumsum(marked, dtype=np.int64) - 1
    return renumbered[codes - low], int(renumbered[-1]) + 1


def count_distinct(codes: Ints) -> int:
    """How many distinct codes there are."""
    return dense_codes(codes)[1]
