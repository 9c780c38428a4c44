"""Cohen's kappa, plain and weighted, for one table or for all rater pairs at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from agreement.statistics.bca import Kind, acceleration_of
from agreement.statistics.bootstrap import divide, estimate_from_replicates
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile, unknown
from agreement.statistics.rare import gamma_lower_bound

Weighting = Literal["plain", "linear", "quadratic"]
WEIGHTINGS: tuple[Weighting, ...] = ("plain", "linear", "quadratic")


class InvalidWeights(ValueError):
    """A weight matrix has the wrong shape, a negative weight, a non-zero diagonal, or nothing to weigh."""


def disagreement_weights(scale: npt.ArrayLike, weighting: Weighting) -> Floats:
    """Disagreement weights (V, V) of the positions or values `scale` (V,): 0/1, |i - j|, or (i - j)²."""
    positions = np.asarray(scale, dtype=np.float64)
    distance = np.abs(positions[:, np.newaxis] - positions[np.newaxis, :])
    if weighting == "plain":
        return (distance > 0).astype(np.float64)
    if weighting == "linear":
        return distance
    if weighting == "quadratic":
        return distance**2
    raise InvalidWeights(f"unknown weighting {weighting!r}; one of {', '.join(WEIGHTINGS)}")


def agreement_weights(disagreement: Floats, n_categories: int) -> Floats:
    """Agreement weights 1 - d / max d (V, V), as Fleiss, Cohen and Everitt write them, from disagreement weights.

    Raises InvalidWeights unless these are (n_categories, n_categories), at least 0, and 0 on the diagonal.
    """
    if disagreement.shape != (n_categories, n_categories):
        raise InvalidWeights(f"weights have shape {disagreement.shape}, not {(n_categories, n_categories)}")
    if (disagreement < 0).any() or np.diagonal(disagreement).any():
        raise InvalidWeights("disagreement weights must be at least 0, and 0 on the diagonal")
    most = float(disagreement.max(initial=0))
    return 1 - disagreement / most if most > 0 else np.ones_like(disagreement)


def cohen_kappas(tables: npt.ArrayLike, disagreement: Floats) -> tuple[Floats, Floats, Floats]:
    """Kappa, its standard error, and its standard error under kappa = 0, of each table (…, V, V); nan if undefined.

    kappa = (po - pe) / (1 - pe) with weighted po and pe (Cohen 1960, 1968); large-sample standard errors by Fleiss,
    Cohen and Everitt (1969). `disagreement` (V, V) are weights as from `disagreement_weights`.
    """
    counts = np.asarray(tables, dtype=np.float64)
    weights = agreement_weights(disagreement, counts.shape[-1])
    n = counts.sum(axis=(-2, -1))
    share = divide(counts, n[..., np.newaxis, np.newaxis])
    rows, columns = share.sum(axis=-1), share.sum(axis=-2)
    observed = (weights * share).sum(axis=(-2, -1))
    row_weight = columns @ weights.T  # mean weight of row category i against the second rater
    column_weight = rows @ weights
    expected = (rows * row_weight).sum(axis=-1)
    spread = np.where(1 - expected > 1e-12, 1 - expected, 0.0)
    kappa = divide(observed - expected, spread)

    mean_weight = row_weight[..., :, np.newaxis] + column_weight[..., np.newaxis, :]
    left = (1 - kappa)[..., np.newaxis, np.newaxis]
    first = (share * (weights - mean_weight * left) ** 2).sum(axis=(-2, -1))
    variance = divide(first - (kappa - expected * (1 - kappa)) ** 2, n * spread**2)
    independent = rows[..., :, np.newaxis] * columns[..., np.newaxis, :]
    null = (independent * (weights - mean_weight) ** 2).sum(axis=(-2, -1)) - expected**2
    null_variance = divide(null, n * spread**2)
    return kappa, np.sqrt(np.maximum(variance, 0)), np.sqrt(np.maximum(null_variance, 0))


def cohen_estimate(
    table: Ints,
    *,
    weighting: Weighting | Floats,
    scale: npt.ArrayLike,
    rng: np.random.Generator | None,
    replicates: int,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """Cohen's kappa of one pair of raters from their `table` (V, V) of shared items.

    `weighting` is a name, applied to the positions or values `scale` (V,) of the declared categories, or a matrix of
    disagreement weights (V, V) of one's own (Cohen 1968; it may be asymmetric), for which `scale` is not used.
    `se` is the large-sample standard error. The interval is a bootstrap over the shared items (a multinomial
    over the cells), or kappa ± z · se when `rng` is None. No value, with the reason, when fewer than two items are
    shared or a rater used one category only.
    """
    name = _name(weighting)
    n = int(table.sum())
    if (reason := _why_undefined(table)) is not None:
        return unknown(reason, method=name, n_items=n, n_judgments=2 * n, level=level)
    disagreement = disagreement_weights(scale, weighting) if isinstance(weighting, str) else weighting
    kappa, se, _ = (float(number) for number in cohen_kappas(table, disagreement))
    if not np.isfinite(kappa):
        reason = "no variation: by these weights the two raters agree by chance alone"
        return unknown(reason, method=name, n_items=n, n_judgments=2 * n, level=level)
    if rng is None and kappa < 1 - 1e-12:
        half = normal_quantile(level) * se
        method = f"{name}; large-sample interval (Fleiss, Cohen and Everitt 1969)"
        return Estimate(kappa, max(-1.0, kappa - half), min(1.0, kappa + half), n, 2 * n, method, se=se, level=level)
    values, acceleration, at_most = np.zeros(0), None, None
    if rng is not None:
        values = _resampled(table, disagreement, rng, replicates)
        if kind != "percentile":
            left, items = _without_each(table, disagreement)
            acceleration = acceleration_of(left, items)
            if kind == "best" and np.unique(disagreement).size > 2:
                at_most = gamma_lower_bound(kappa, left, items, _with_worst(table, disagreement), level)
    drawn = estimate_from_replicates(
        kappa,
        values,
        name=name,
        how=f"bootstrap over shared items, {replicates} replicates; se by Fleiss, Cohen and Everitt (1969)",
        n_items=n,
        n_judgments=2 * n,
        level=level,
        acceleration=acceleration,
        at_most=at_most,
    )
    return Estimate(kappa, drawn.low, drawn.high, n, 2 * n, drawn.method, reason=drawn.reason, se=se, level=level)


def _name(weighting: Weighting | Floats) -> str:
    if not isinstance(weighting, str):
        return "Cohen's kappa, custom weights"
    return "Cohen's kappa" if weighting == "plain" else f"Cohen's kappa, {weighting} weights"


def _why_undefined(table: Ints) -> str | None:
    n = int(table.sum())
    if n == 0:
        return "the two raters share no item"
    if n == 1:
        return "the two raters share one item only"
    constant_first = np.count_nonzero(table.sum(axis=1)) == 1
    constant_second = np.count_nonzero(table.sum(axis=0)) == 1
    if constant_first and constant_second:
        return "no variation: each of the two raters used one category only"
    if constant_first or constant_second:
        return "no variation: one of the two raters used one category only"
    return None


def _resampled(table: Ints, disagreement: Floats, rng: np.random.Generator, replicates: int) -> Floats:
    """Kappa of resampled tables, (B,); only the cells in use are drawn."""
    n, size = int(table.sum()), table.shape[0]
    row, column = np.nonzero(table)
    drawn = rng.multinomial(n, table[row, column] / n, size=replicates) / n
    return _from_cells(drawn, row, column, disagreement, size)


def _without_each(table: Ints, disagreement: Floats) -> tuple[Floats, Ints]:
    """Kappa without one item of each cell in use, (C,), and the items of those cells."""
    row, column = np.nonzero(table)
    items = table[row, column]
    left = (items - np.eye(items.size)) / (items.sum() - 1)
    return _from_cells(left, row, column, disagreement, table.shape[0]), items


def _with_worst(table: Ints, disagreement: Floats) -> float:
    """Kappa after one more item of the worst disagreement."""
    added = table.copy()
    added[np.unravel_index(int(disagreement.argmax()), table.shape)] += 1
    return float(cohen_kappas(added, disagreement)[0])


def _from_cells(shares: Floats, row: Ints, column: Ints, disagreement: Floats, size: int) -> Floats:
    """Kappa (B,) of tables given by the shares (B, C) of the cells `row`, `column` (C,)."""
    weights = agreement_weights(disagreement, size)
    rows, columns = shares @ np.eye(size)[row], shares @ np.eye(size)[column]
    expected = ((rows @ weights) * columns).sum(axis=1)
    spread = np.where(1 - expected > 1e-12, 1 - expected, 0.0)
    return divide(shares @ weights[row, column] - expected, spread)
