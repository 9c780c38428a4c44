"""Comparisons collapse to cells (model i, model j, covariates) with counts of outcomes before anything is fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from agreement.statistics.codes import Floats, Ints, dense_codes
from preferences.statistics.comparisons import (
    BOTH_BAD,
    FIRST_A,
    FIRST_B,
    OUTCOMES,
    TIE,
    A,
    B,
    Comparisons,
    InvalidComparison,
)
from preferences.statistics.connectivity import Connectivity, Mask, Ties, connectivity
from preferences.statistics.likelihood import Cells, Fit
from preferences.statistics.tie_models import NO_TIES

#: "length", "first", or the name of another feature of the comparisons.
Covariate = str


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """Cells, and the way back from each of the n rows: its cell (n,), its outcome as seen in the cell (n,) and its
    item as a code 0..G-1 (n,). `length_sd` is the unit of the length covariate, None without it."""

    cells: Cells
    row_cell: Ints
    row_outcome: Ints
    row_item: Ints
    n_items: int
    ties: Ties
    length_sd: float | None


def result_matrices(comparisons: Comparisons) -> tuple[Ints, Ints]:
    """Wins (M, M), row beat column, and ties (M, M), symmetric counts."""
    n_models = len(comparisons.models)
    won_by_a, won_by_b = comparisons.outcome == A, comparisons.outcome == B
    tied = comparisons.outcome == TIE
    winner = np.concatenate([comparisons.model_a[won_by_a], comparisons.model_b[won_by_b]])
    loser = np.concatenate([comparisons.model_b[won_by_a], comparisons.model_a[won_by_b]])
    wins = np.bincount(winner * n_models + loser, minlength=n_models**2).reshape(n_models, n_models)
    pairs = np.bincount(
        comparisons.model_a[tied] * n_models + comparisons.model_b[tied], minlength=n_models**2
    ).reshape(n_models, n_models)
    return wins.astype(np.int64), (pairs + pairs.T).astype(np.int64)


def without_both_bad(comparisons: Comparisons, *, as_tie: bool) -> Comparisons:
    """The comparisons that enter a fit: both-bad ones left out, or, only if so asked, turned into ties."""
    bad = comparisons.outcome == BOTH_BAD
    if not bad.any():
        return comparisons
    if not as_tie:
        return comparisons.where(~bad)
    turned = comparisons.where(np.ones(comparisons.n, dtype=bool))
    turned.outcome[bad] = TIE
    return turned


def decided(comparisons: Comparisons) -> Comparisons:
    """The comparisons with a winner: neither ties nor both-bad verdicts."""
    return comparisons.where(comparisons.outcome <= B)


def between_rankable(comparisons: Comparisons, ties: Ties) -> tuple[Comparisons, Connectivity, tuple[Ints, Ints]]:
    """The comparisons between models that can be ranked, who can't be, and wins and ties of all, as result_matrices."""
    results = result_matrices(comparisons)
    linked = connectivity(list(comparisons.models), *results, ties)
    return restricted(comparisons, linked.rankable), linked, results


def restricted(comparisons: Comparisons, models: Mask) -> Comparisons:
    """The comparisons between two models of the mask (M,), re-coded to those models alone."""
    kept = comparisons.where(models[comparisons.model_a] & models[comparisons.model_b])
    recode = np.cumsum(models) - 1
    names = [name for name, wanted in zip(comparisons.models, models, strict=True) if wanted]
    return replace(kept, models=names, model_a=recode[kept.model_a], model_b=recode[kept.model_b])


def covariate_columns(comparisons: Comparisons, covariates: tuple[Covariate, ...]) -> tuple[Floats, float | None]:
    """Covariates of side a against b, (n, K), and the standard deviation by which length was divided.

    "first" is +1 where a was shown first, -1 where b was, 0 where unknown; "length" and every other feature is the
    difference a less b in units of its standard deviation over these rows (n - 1 in the denominator).
    """
    columns: list[Floats] = []
    length_sd = None
    for covariate in covariates:
        if covariate == "first":
            columns.append((comparisons.first == FIRST_A).astype(np.float64) - (comparisons.first == FIRST_B))
            continue
        column = comparisons.length_difference if covariate == "length" else comparisons.features.get(covariate)
        if column is None:
            what = "lengths of the responses are" if covariate == "length" else f"covariate {covariate!r} is"
            raise InvalidComparison(f"the {what} not known")
        sd = float(column.std(ddof=1)) if comparisons.n > 1 else 0.0
        if sd <= 0:
            raise InvalidComparison(f"the {covariate} difference never varies")
        columns.append(column / sd)
        if covariate == "length":
            length_sd = sd
    return np.column_stack(columns) if columns else np.zeros((comparisons.n, 0)), length_sd


def aggregate(comparisons: Comparisons, *, ties: Ties, covariates: tuple[Covariate, ...] = ()) -> Aggregate:
    """Collapse comparisons (without both-bad) into cells; a "half" tie adds half a win to both sides."""
    if (comparisons.outcome == BOTH_BAD).any():
        raise InvalidComparison(f"outcome {OUTCOMES[BOTH_BAD]} must be left out or turned into a tie before a fit")
    if ties == "drop":
        comparisons = comparisons.where(comparisons.outcome != TIE)
    x, length_sd = covariate_columns(comparisons, covariates)
    flip = comparisons.model_a > comparisons.model_b
    a = np.where(flip, comparisons.model_b, comparisons.model_a)
    b = np.where(flip, comparisons.model_a, comparisons.model_b)
    x = np.where(flip[:, np.newaxis], -x, x)
    outcome = np.where(flip & (comparisons.outcome != TIE), B - comparisons.outcome, comparisons.outcome)
    key = a * len(comparisons.models) + b
    if set(covariates) - {"first"}:
        row_cell = np.arange(comparisons.n, dtype=np.int64)  # a continuous covariate: nothing would collapse
        chosen = row_cell
    else:
        sides = (x[:, 0].astype(np.int64) + 1) if covariates else np.zeros(comparisons.n, dtype=np.int64)
        row_cell, n_cells = dense_codes(key * 3 + sides)
        chosen = np.empty(n_cells, dtype=np.int64)
        chosen[row_cell] = np.arange(row_cell.size)  # any row of a cell stands for it
    counts = np.bincount(row_cell * 3 + outcome, minlength=3 * chosen.size).reshape(-1, 3).astype(np.float64)
    row_item, n_items = dense_codes(comparisons.item)
    cells = Cells(a[chosen], b[chosen], x[chosen], counted(counts, ties))
    return Aggregate(cells, row_cell, outcome, row_item, n_items, ties, length_sd)


def counted(counts: Floats, ties: Ties) -> Floats:
    """Outcome counts (…, 3) as the likelihood takes them: with "half" each tie is half a win for both."""
    if ties != "half":
        return counts
    halves = counts[..., 2:3] / 2
    return np.concatenate([counts[..., :2] + halves, np.zeros_like(halves)], axis=-1)


def sandwich(fit: Fit, collapsed: Aggregate) -> Floats:
    """The covariance (p, p) of a fit that is robust to dependence within items and to a wrong model.

    H^-1 (sum over items of s s') H^-1 · G / (G - 1), with s an item's summed scores (Huber 1967; Liang and Zeger 1986).
    """
    scores = _item_scores(fit, collapsed)
    meat = (scores.T @ scores).toarray()
    correction = collapsed.n_items / max(collapsed.n_items - 1, 1)
    return fit.covariance @ meat @ fit.covariance * correction


def _item_scores(fit: Fit, collapsed: Aggregate) -> csr_array:
    """The summed scores of each item, sparse (G, p)."""
    cells = collapsed.cells
    by_d, by_tie = (fit.ties or NO_TIES).scores(fit.probabilities)
    # In the order of the items, an item's judgments of two models are one run, and most items are one run alone: few
    # entries, laid out at once.
    order = np.argsort(collapsed.row_item, kind="stable")
    item, cell = collapsed.row_item[order], collapsed.row_cell[order]
    seen = cell * 3 + collapsed.row_outcome[order]
    a, b = cells.a[cell], cells.b[cell]
    new = np.ones(item.size, dtype=bool)
    new[1:] = (item[1:] != item[:-1]) | (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    starts = np.flatnonzero(new)
    d = by_d.ravel()[seen]
    summed = np.add.reduceat(d, starts)
    parts = [summed, -summed]
    if fit.with_ties:
        parts.append(np.add.reduceat(by_tie.ravel()[seen], starts))
    parts += [np.add.reduceat(d * cells.x[cell, column], starts) for column in range(cells.x.shape[1])]
    columns = np.empty((starts.size, len(parts)), dtype=np.int64)
    columns[:, 0], columns[:, 1] = a[starts], b[starts]
    columns[:, 2:] = fit.n_models + np.arange(len(parts) - 2)
    ends = np.searchsorted(item[starts], np.arange(collapsed.n_items + 1)) * len(parts)
    shape = (collapsed.n_items, fit.parameters.size)
    return csr_array((np.stack(parts, axis=1).ravel(), columns.ravel(), ends), shape=shape)
