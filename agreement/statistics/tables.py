"""Contingency tables of all rater pairs from one pass over the ratings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Ints
from agreement.statistics.counts import Ratings

#: Counters (8 bytes each) up to which a plain bincount takes the place of sorting.
MAX_COUNTERS = 8_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PairTables:
    """Contingency tables of all rater pairs that share an item: `tables[k, i, j]` counts the items that `first[k]` put
    into category i and `second[k]` into category j; `first[k] < second[k]`; shapes (K,), (K,), (K, V, V)."""

    first: Ints
    second: Ints
    tables: Ints


def pair_tables(ratings: Ratings) -> PairTables:
    """The contingency table of every rater pair with shared items, in one pass over the ratings."""
    n_raters, n_categories = len(ratings.rater_ids), len(ratings.scale)
    if ratings.n == 0:
        nobody = np.zeros(0, dtype=np.int64)
        return PairTables(nobody, nobody, np.zeros((0, n_categories, n_categories), dtype=np.int64))
    per_item = np.bincount(ratings.item, minlength=len(ratings.item_ids)).astype(np.int64)
    n_pairs = int((per_item * (per_item - 1) // 2).sum())
    width = n_raters * n_categories
    # Seconds, roughly: 20 ns per pair when pairs are listed, 4e10 multiply-adds a second as a matrix product.
    if width <= 4_000 and len(ratings.item_ids) * width**2 / 4e10 < n_pairs * 20e-9:
        tensor = _tensor_by_product(ratings)
        first, second = np.triu_indices(n_raters, k=1)
        tables = tensor[first, :, second, :]
        shared = tables.any(axis=(1, 2))
        return PairTables(first[shared], second[shared], tables[shared])
    return _tables_by_listing(ratings, int(per_item.max(initial=0)))


def _tensor_by_product(ratings: Ratings, chunk: int = 8_192) -> Ints:
    """One-hot rows (items, rater x category) times their transpose, a chunk of items at a time: (R, V, R, V)."""
    n_raters, n_categories = len(ratings.rater_ids), len(ratings.scale)
    width = n_raters * n_categories
    order = np.argsort(ratings.item, kind="stable")
    item, column = ratings.item[order], (ratings.rater * n_categories + ratings.category)[order]
    total = np.zeros((width, width), dtype=np.int64)
    for start in range(0, len(ratings.item_ids), chunk):
        low, high = np.searchsorted(item, (start, start + chunk))
        hot = np.zeros((chunk, width), dtype=np.float32)  # exact: a chunk's counts stay far below 2**24
        hot[item[low:high] - start, column[low:high]] = 1
        total += (hot.T @ hot).astype(np.int64)
    return total.reshape(n_raters, n_categories, n_raters, n_categories)


def _tables_by_listing(ratings: Ratings, most: int) -> PairTables:
    """List the pairs of ratings of an item by their distance in the sorted order, and count them by key."""
    n_raters, n_categories = len(ratings.rater_ids), len(ratings.scale)
    order = _order_by_item_and_rater(ratings)
    item, rater, category = ratings.item[order], ratings.rater[order], ratings.category[order]
    block = n_categories * n_categories
    keys: list[Ints] = []
    for lag in range(1, most):
        same = np.flatnonzero(item[lag:] == item[:-lag])
        pair = rater[same] * n_raters + rater[same + lag]
        keys.append(pair * block + category[same] * n_categories + category[same + lag])
    listed = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    if n_raters * n_raters * block <= MAX_COUNTERS:
        tables = np.bincount(listed, minlength=n_raters * n_raters * block).reshape(-1, block)
        pairs = np.flatnonzero(tables.any(axis=1))
        tables = tables[pairs]
    else:
        distinct, counted = np.unique(listed, return_counts=True)
        pairs, row = np.unique(distinct // block, return_inverse=True)
        tables = np.zeros((pairs.size, block), dtype=np.int64)
        tables[row, distinct % block] = counted
    return PairTables(pairs // n_raters, pairs % n_raters, tables.reshape(-1, n_categories, n_categories))


def _order_by_item_and_rater(ratings: Ratings) -> Ints:
    """The rows sorted by item, then rater: laid out on a grid where it fits, which is cheaper than sorting."""
    cells = len(ratings.item_ids) * len(ratings.rater_ids)
    if cells > 16 * ratings.n + MAX_COUNTERS:
        return np.lexsort((ratings.rater, ratings.item))
    grid = np.full(cells, -1, dtype=np.int64)
    grid[ratings.item * len(ratings.rater_ids) + ratings.rater] = np.arange(ratings.n)
    return grid[grid >= 0]
