"""Conger's kappa: agreement beyond chance of several raters who each keep their own habit of using the categories."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from agreement.statistics.bca import Kind, influence_acceleration
from agreement.statistics.bootstrap import divide, resampled_totals
from agreement.statistics.chance import (
    chance_features,
    estimate_with_error,
    linearised_error,
    why_unknown,
)
from agreement.statistics.clustered import Additive
from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.counts import Patterns, Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate, unknown

NAME = "Conger's kappa"
#: Resampled margins (replicates x raters x categories) up to which the interval is a bootstrap.
MAX_MARGINS = 40_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Distinct items with who said what: agreement and pairedness (P, 2), indicators (P, R V), multiplicity (P,)."""

    agreement: Floats
    said: csr_array
    items: Ints
    n_raters: int
    n_categories: int

    def totals(self) -> Floats:
        """The sums over items that kappa is a function of, (2 + R V,)."""
        return np.concatenate([self.items @ self.agreement, self.items @ self.said])


def conger_kappa(ratings: Ratings, weights: Floats) -> tuple[float, float]:
    """Conger's (1980) kappa and Gwet's (2014) standard error; nan if undefined. Two raters: Cohen's kappa.

    p_e is the mean over ordered pairs of raters of sum w_kl p_gk p_hl, p_gk being the share of category k among all
    ratings of rater g (Gwet 2014, section 2.5, where ratings are missing). `weights` (V, V) are agreement weights.
    """
    rows = _rows(ratings, weights)
    value = float(_from_totals(rows.totals(), weights, rows.n_raters))
    influence = _influence(rows, value, weights)
    return value, math.nan if influence is None else linearised_error(influence, value, rows.items)


def conger_estimate(
    ratings: Ratings,
    *,
    weights: Floats,
    rng: np.random.Generator | None,
    replicates: int = 1000,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """Conger's kappa with Gwet's standard error; interval by bootstrap over items, or by t without `rng`.

    Falls back to t, and says so, above MAX_MARGINS resampled margins.
    """
    patterns = patterns_of(count_matrix(ratings))
    n_items, n_judgments = patterns.n_items, patterns.n_judgments
    if (reason := why_unknown(patterns, "pooled")) is not None:
        return unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
    rows = _rows(ratings, weights)
    value = float(_from_totals(rows.totals(), weights, rows.n_raters))
    influence = _influence(rows, value, weights)
    se = linearised_error(influence, value, rows.items) if influence is not None else math.nan
    if not math.isfinite(value) or not math.isfinite(se):
        reason = "no variation: agreement by chance is certain"
        return unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
    drawn, how = None, ""
    if rng is not None and replicates * rows.n_raters * rows.n_categories <= MAX_MARGINS:
        features = csr_array(hstack([csr_array(rows.agreement), rows.said]))
        totals, how = resampled_totals(features, rows.items, replicates=replicates, rng=rng)
        drawn = _from_totals(totals, weights, rows.n_raters)
    counted = (n_items, n_judgments, int(patterns.items.sum()))
    acceleration = None if influence is None or kind == "percentile" else influence_acceleration(influence, rows.items)
    return estimate_with_error(value, se, drawn, name=NAME, how=how, n=counted, level=level, acceleration=acceleration)


def conger_additive(ratings: Ratings, weights: Floats) -> Additive | None:
    """Conger's kappa as a function of totals over the items, one row for each; None where that is too large.

    Items that nobody rated have rows of zeros, so that the rows are those of the count matrix.
    """
    n_items, n_raters, size = len(ratings.item_ids), len(ratings.rater_ids), len(ratings.scale)
    if n_items * n_raters * size > MAX_MARGINS:
        return None
    said = np.zeros((n_items, n_raters * size))
    said[ratings.item, ratings.rater * size + ratings.category] = 1
    counts = count_matrix(ratings)
    agreement = chance_features(Patterns(counts, np.ones(n_items, dtype=np.int64)), weights)[:, :2]
    return Additive(np.column_stack([agreement, said]), lambda totals: _from_totals(totals, weights, n_raters))


def _rows(ratings: Ratings, weights: Floats) -> _Rows:
    """The distinct rows where raters and categories fit into one integer per item, else one row per rated item."""
    item, n_items = dense_codes(ratings.item)
    rater, n_raters = dense_codes(ratings.rater)
    size = len(ratings.scale)
    column = rater * size + ratings.category
    said = csr_array((np.ones(item.size), (item, column)), shape=(n_items, n_raters * size))
    multiplicity = np.ones(n_items, dtype=np.int64)
    if n_raters * np.log2(size + 1) < 62:
        keys = np.zeros(n_items, dtype=np.int64)
        np.add.at(keys, item, (ratings.category + 1) * (size + 1) ** rater)
        _, first, multiplicity = np.unique(keys, return_index=True, return_counts=True)
        said = said[first]
    counts = np.asarray(said @ np.tile(np.eye(size), (n_raters, 1))).astype(np.int64)
    agreement = chance_features(Patterns(counts, multiplicity), weights)[:, :2]
    return _Rows(agreement, said, multiplicity.astype(np.int64), n_raters, size)


def _from_totals(totals: Floats, weights: Floats, n_raters: int) -> Floats:
    """Kappa from totals (…, 2 + R V); raters without a rating among the resampled items are left out of chance."""
    shares = _shares(totals[..., 2:], n_raters)
    present = (shares.sum(axis=-1) > 0).sum(axis=-1)
    observed = divide(totals[..., 0], totals[..., 1])
    together = shares.sum(axis=-2)
    same = ((shares @ weights) * shares).sum(axis=(-2, -1))
    expected = divide(((together @ weights) * together).sum(axis=-1) - same, present * (present - 1))
    spread = 1 - expected
    return divide(observed - expected, np.where(spread > 1e-12, spread, 0.0))


def _shares(margins: Floats, n_raters: int) -> Floats:
    """Each rater's shares of the categories (…, R, V); zeros for a rater without ratings."""
    by_rater = margins.reshape(*margins.shape[:-1], n_raters, -1)
    return by_rater / np.maximum(by_rater.sum(axis=-1, keepdims=True), 1)


def _influence(rows: _Rows, value: float, weights: Floats) -> Floats | None:
    """Gwet's linearised value of each row, (P,), whose mean over items is kappa; None if it is undefined."""
    n, paired = float(rows.items.sum()), rows.agreement[:, 1]
    if n < 2 or rows.n_raters < 2 or not math.isfinite(value):
        return None
    margins = rows.items @ rows.said
    shares = _shares(margins, rows.n_raters)
    rated = margins.reshape(rows.n_raters, -1).sum(axis=1)
    pairs = rows.n_raters * (rows.n_raters - 1)
    against = (shares.sum(axis=0) - shares) @ ((weights + weights.T) / 2)  # (R, V): a rating's agreement with others
    own = (shares * against).sum(axis=1)
    expected = float(own.sum()) / pairs
    change = (n / rated)[:, np.newaxis] * (against - own[:, np.newaxis]) / pairs
    shift = rows.said @ change.reshape(-1)
    observed = n / float(rows.items @ paired) * (rows.agreement[:, 0] - expected * paired)
    by_row: Floats = (observed - 2 * (1 - value) * shift) / (1 - expected)
    return by_row
