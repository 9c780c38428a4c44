"""Pairs of ratings of one item, listed once: every question of the diagnosis is a sum over some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.counts import Ratings

Mask = npt.NDArray[np.bool_]

#: Items are summed into at most this many random blocks; resampling then draws blocks.
BLOCKS = 400
#: Pairs that are looked at; of more, a random part of the items is taken.
MAX_PAIRS = 3_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Pairs of ratings: raters `a` and `b` put unit `unit` into categories `first` and `second`, all (P,).

    `weight` is 1 / (m - 1) for a unit with m ratings, as in Krippendorff's coincidences; `item` (P,) are codes of the
    independent items and `block` (P,) their random blocks, of which there are `n_blocks`. `share` is the part of the
    items that was taken.
    """

    a: Ints
    b: Ints
    first: Ints
    second: Ints
    item: Ints
    block: Ints
    weight: Floats
    n_raters: int
    n_categories: int
    n_items: int
    n_blocks: int
    share: float = 1.0

    def where(self, kept: Mask) -> Compared:
        """The pairs that are `kept` (P,)."""
        columns = {name: getattr(self, name)[kept] for name in ("a", "b", "first", "second", "item", "block", "weight")}
        return replace(self, **columns)

    def merged(self, into: int, other: int) -> Compared:
        """The same pairs with category `other` called `into`."""
        return replace(
            self,
            first=np.where(self.first == other, into, self.first),
            second=np.where(self.second == other, into, self.second),
        )

    def coincidences(self) -> Floats:
        """Krippendorff's coincidences of each block, (G, V, V), symmetric."""
        size = self.n_categories
        keys = (self.block * size + self.first) * size + self.second
        counted = np.bincount(keys, weights=self.weight, minlength=self.n_blocks * size * size)
        one_way = counted.astype(np.float64).reshape(self.n_blocks, size, size)
        return one_way + one_way.transpose(0, 2, 1)

    def apart(self, distance: Floats) -> Floats:
        """The distance (V, V) of each pair's two ratings, (P,)."""
        return distance[self.first, self.second]

    def n_paired_items(self) -> int:
        """Items with at least one pair."""
        return int(np.count_nonzero(np.bincount(self.item, minlength=self.n_items)))


def list_pairs(ratings: Ratings, item_of_unit: Ints, rng: np.random.Generator) -> Compared:
    """All pairs of ratings of a unit, units of one item (`item_of_unit`, (N,)) in one block.

    Above MAX_PAIRS a random part of the items is listed.
    """
    per_unit = np.bincount(ratings.item, minlength=len(ratings.item_ids))
    n_pairs = float((per_unit * (per_unit - 1) // 2).sum())
    item, n_items = item_of_unit, int(item_of_unit.max(initial=-1)) + 1
    share = min(1.0, MAX_PAIRS / n_pairs) if n_pairs else 1.0
    taken = rng.random(n_items) < share if share < 1 else np.ones(n_items, dtype=bool)
    paired = (per_unit >= 2) & taken[item]
    rows = np.flatnonzero(paired[ratings.item])
    order = rows[np.argsort(ratings.item[rows], kind="stable")]
    unit, rater, category = ratings.item[order], ratings.rater[order], ratings.category[order]
    left, right = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for lag in range(1, int(per_unit[paired].max(initial=1))):
        same = np.flatnonzero(unit[lag:] == unit[:-lag])
        left.append(same)
        right.append(same + lag)
    one, two = np.concatenate(left), np.concatenate(right)
    item_of_pair = item[unit[one]]
    paired_items, n_paired = dense_codes(item_of_pair)
    n_blocks = max(1, min(BLOCKS, n_paired))
    blocks = rng.permutation(n_paired) % n_blocks
    return Compared(
        a=rater[one],
        b=rater[two],
        first=category[one],
        second=category[two],
        item=item_of_pair,
        block=blocks[paired_items] if n_paired else paired_items,
        weight=1.0 / np.maximum(per_unit[unit[one]] - 1, 1),
        n_raters=len(ratings.rater_ids),
        n_categories=len(ratings.scale),
        n_items=n_items,
        n_blocks=n_blocks,
        share=share,
    )
