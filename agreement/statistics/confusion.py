"""Which categories are taken for one another: what others say of an item of which one rater says k."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.bootstrap import divide, estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.counts import Ratings, count_matrix
from agreement.statistics.estimate import Estimate, unknown, wilson_interval

#: With more categories nobody reads the table, and it would be large.
MAX_CATEGORIES = 20
METHOD = "share of the other raters of the item, each judgment counted once"


@dataclass(frozen=True, slots=True, eq=False)
class RaterConfusions:
    """Per rater, (R, V, V): judgments by the rater's category and what the others said, each judgment spread over its
    others; and how many items stand behind each row, (R, V), and behind each rater, (R,).
    """

    shared: Floats
    row_items: Ints
    items: Ints


def coincidences(counts: Ints) -> Floats:
    """Per row of `counts` (N, V) the o_kl = n_k (n_l - [k = l]) / (m - 1), (N, V, V); 0 where m < 2."""
    m = counts.sum(axis=1)
    rows = counts.astype(np.float64)
    pairs = rows[:, :, np.newaxis] * rows[:, np.newaxis, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= rows
    return divide(pairs, np.where(m >= 2, m - 1, np.inf)[:, np.newaxis, np.newaxis])


def confusion_estimates(
    counts: Ints, clusters: Ints, *, replicates: int, rng: np.random.Generator, level: float = 0.95
) -> list[list[Estimate]]:
    """Row k, column l: of the other raters of an item of which one says k, the share who say l. (V, V) Estimates.

    `counts` (N, V) is the count matrix and `clusters` (N,) the item of each unit. Shares are o_kl / sum_l o_kl of
    Krippendorff's coincidences; the interval is a percentile one from resampled items, and Wilson's at the number of
    items where all or none of the others say l.
    """
    size = counts.shape[1]
    paired = counts.sum(axis=1) >= 2
    rows, item = counts[paired], dense_codes(clusters[paired])[0]
    features, items = _by_item(rows, item)
    drawn, how = resampled_totals(features, items, replicates=replicates, rng=rng)
    total = (items @ features).reshape(size, size)
    drawn = drawn.reshape(replicates, size, size)
    found = []
    for k in range(size):
        n_items = int(np.unique(item[rows[:, k] > 0]).size)
        n_judgments = round(float(total[k].sum()))
        shares, resampled = divide(total[k], total[k].sum()), divide(drawn[:, k], drawn[:, k].sum(axis=1)[:, None])
        found.append(
            [
                _share(float(shares[one]), resampled[:, one], n_items, n_judgments, how=how, level=level)
                for one in range(size)
            ]
        )
    return found


def rater_confusions(ratings: Ratings, item_of_unit: Ints) -> RaterConfusions:
    """Every rater against the other raters of the same units, from one pass over the rows."""
    counts = count_matrix(ratings)
    raters, size = len(ratings.rater_ids), len(ratings.scale)
    m = counts.sum(axis=1)[ratings.item]
    met = m >= 2
    unit, rater, said = ratings.item[met], ratings.rater[met], ratings.category[met]
    row = rater * size + said
    shared = np.zeros((raters * size, size))
    for other in range(size):
        weight = (counts[unit, other] - (said == other)) / (m[met] - 1)
        shared[:, other] = np.bincount(row, weights=weight, minlength=raters * size)
    item = item_of_unit[unit]
    n_items = int(item.max(initial=0)) + 1
    row_items = np.bincount(np.unique(row * n_items + item) // n_items, minlength=raters * size)
    items = np.bincount(np.unique(rater * n_items + item) // n_items, minlength=raters)
    return RaterConfusions(shared.reshape(raters, size, size), row_items.reshape(raters, size), items)


def share_estimate(part: float, whole: float, n_items: int, *, level: float = 0.95) -> Estimate:
    """The share `part` / `whole` of judgments on `n_items` items, with Wilson's interval at the number of items.

    Each judgment is spread over the others of its item, which varies less than a coin, and the units of one item may go
    together: at the number of items the interval is rather too wide than too narrow.
    """
    method = f"{METHOD}; Wilson score interval at the number of items"
    if n_items == 0 or whole <= 0:
        return unknown("nobody else judged an item of which this was said", method=method, level=level)
    share = min(1.0, part / whole)
    low, high = wilson_interval(share * n_items, n_items, level)
    return Estimate(share, min(low, share), max(high, share), n_items, round(whole), method, level=level)


def _by_item(rows: Ints, item: Ints) -> tuple[Floats, Ints]:
    """Coincidences summed by item as distinct rows (P, V²), and how many items show each, (P,)."""
    size = rows.shape[1]
    if item.size == 0:
        return np.zeros((0, size * size)), np.zeros(0, dtype=np.int64)
    if int(item.max()) + 1 == item.size:  # a unit is an item: distinct counts are far fewer than items
        patterns, items = np.unique(rows, axis=0, return_counts=True)
        return coincidences(patterns).reshape(-1, size * size), items.astype(np.int64)
    order = np.argsort(item, kind="stable")
    starts = np.flatnonzero(np.diff(item[order], prepend=-1))
    summed = np.add.reduceat(coincidences(rows[order]).reshape(-1, size * size), starts, axis=0)
    return summed, np.ones(summed.shape[0], dtype=np.int64)


def _share(share: float, replicates: Floats, n_items: int, n_judgments: int, *, how: str, level: float) -> Estimate:
    if n_items == 0:
        reason = "nobody said this of an item with a second judgment"
        return unknown(reason, method=METHOD, level=level)
    if share <= 1e-12 or share >= 1 - 1e-12:
        return share_estimate(share * n_judgments, n_judgments, n_items, level=level)
    return estimate_from_replicates(
        share, replicates, name=METHOD, how=how, n_items=n_items, n_judgments=n_judgments, level=level
    )
