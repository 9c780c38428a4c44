"""Votes for rater models: who put what where, repeats by the same rater included."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import InvalidRatings, Ratings


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Vote r says that rater `rater[r]` put item `item[r]` into category `category[r]`; the code arrays are (n,).

    `item_ids` (N,), `rater_ids` (R,) and `scale` (V,) name the codes. Unlike Ratings, a rater may vote on an item more
    than once, and each vote counts (Dawid and Skene 1979).
    """

    item: Ints
    rater: Ints
    category: Ints
    item_ids: Sequence[Hashable]
    rater_ids: Sequence[Hashable]
    scale: Sequence[Hashable]

    def __post_init__(self) -> None:
        for name, ids in (("item", self.item_ids), ("rater", self.rater_ids), ("category", self.scale)):
            codes = getattr(self, name)
            if codes.shape != self.item.shape or codes.ndim != 1:
                raise InvalidRatings(f"column {name} has shape {codes.shape}, not {self.item.shape}")
            if codes.size and (codes.min() < 0 or codes.max() >= len(ids)):
                raise InvalidRatings(f"column {name} holds a code outside 0..{len(ids) - 1}")

    @property
    def n(self) -> int:
        """The number of votes."""
        return int(self.item.size)

    def by_item(self) -> csr_array:
        """Votes of each item by rater and category, (N, R V); column r V + v holds rater r's votes for v."""
        size = len(self.scale)
        shape = (len(self.item_ids), len(self.rater_ids) * size)
        counted = csr_array((np.ones(self.n), (self.item, self.rater * size + self.category)), shape=shape)
        counted.sum_duplicates()
        return counted

    def shares(self) -> Floats:
        """Each item's vote shares of the categories, (N, V); zeros for an item without votes."""
        size = len(self.scale)
        cells = self.item * size + self.category
        counts = np.bincount(cells, minlength=len(self.item_ids) * size).reshape(len(self.item_ids), size)
        return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def votes_of(ratings: Ratings) -> Votes:
    """The same rows as votes."""
    return Votes(
        ratings.item, ratings.rater, ratings.category, ratings.item_ids, ratings.rater_ids, list(ratings.scale)
    )
